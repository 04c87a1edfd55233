using System.Text;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Keeping;

/// <summary>The bytes of one resample's points, in order; what trees of a path share is written once, and shared again when it is read.</summary>
internal sealed class KeptPath : IDisposable
{
    private const byte End = 0, Linear = 1, Tree = 2, Network = 3;

    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;
    private readonly List<NestedTree> _trees = [];

    public KeptPath() => _writer = new BinaryWriter(_bytes, Encoding.UTF8);

    /// <summary>How many points there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they take.</summary>
    public long Length => _bytes.Length;

    /// <summary>Adds the next point.</summary>
    public void Add<TModel>(PathPoint<TModel> point)
        where TModel : class, IModel
    {
        switch (point.Model)
        {
            case LinearModel linear:
                Begin(Linear, point);
                KeptLinear.Write(_writer, linear);
                break;
            case DecisionTree tree:
                Begin(Tree, point);
                Write(tree);
                break;
            case NetworkModel network:
                Begin(Network, point);
                KeptNetwork.Write(_writer, network);
                break;
            default:
                throw new ArgumentException($"a {point.Model.GetType().Name} isn't kept", nameof(point));
        }

        Count++;
    }

    /// <summary>All of them.</summary>
    public byte[] Finished()
    {
        _writer.Write(End);
        _writer.Flush();
        return _bytes.ToArray();
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>The points that <see cref="Finished"/> gave.</summary>
    /// <param name="bytes">As they were written.</param>
    /// <param name="loss">That of the models; null for trees.</param>
    public static List<PathPoint<TModel>> Read<TModel>(byte[] bytes, Loss? loss)
        where TModel : class, IModel
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var points = new List<PathPoint<TModel>>();
        var trees = new List<NestedTree>();
        for (byte kind = reader.ReadByte(); kind != End; kind = reader.ReadByte())
        {
            var setting = new Setting((Knob)reader.ReadInt32(), reader.ReadDouble());
            double deviance = reader.ReadDouble();
            Certificate? certificate = reader.ReadBoolean() ? ReadCertificate(reader) : null;
            IModel model = kind switch
            {
                Linear => KeptLinear.Read(reader, loss!),
                Tree => ReadTree(reader, trees),
                Network => KeptNetwork.Read(reader, loss!),
                _ => throw new FormatException($"there is no family {kind}"),
            };
            points.Add(new PathPoint<TModel>(setting, (TModel)model, certificate) { Deviance = deviance });
        }

        return points;
    }

    private void Begin<TModel>(byte kind, PathPoint<TModel> point)
    {
        _writer.Write(kind);
        _writer.Write((int)point.Setting.Knob);
        _writer.Write(point.Setting.Value);
        _writer.Write(point.Deviance);
        _writer.Write(point.Certificate is not null);
        if (point.Certificate is { } certificate)
            Write(certificate);
    }

    private void Write(Certificate certificate)
    {
        _writer.Write(certificate.Primal);
        _writer.Write(certificate.Dual is not null);
        _writer.Write(certificate.Dual ?? 0);
        _writer.Write(certificate.NullObjective);
        _writer.Write(certificate.KktViolation);
        _writer.Write(certificate.Iterations);
        _writer.Write(certificate.Passes);
        _writer.Write((int)certificate.Status);
        _writer.Write(certificate.Dependent);
    }

    private static Certificate ReadCertificate(BinaryReader reader)
    {
        double primal = reader.ReadDouble();
        bool hasDual = reader.ReadBoolean();
        double dual = reader.ReadDouble();
        return new Certificate(primal, hasDual ? dual : null, reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt32(), reader.ReadDouble(), (FitStatus)reader.ReadInt32())
        {
            Dependent = reader.ReadInt32(),
        };
    }

    private void Write(INestedModel tree)
    {
        int at = _trees.IndexOf(tree.Nested);
        _writer.Write(at >= 0 ? at : _trees.Count);
        if (at < 0)
        {
            _trees.Add(tree.Nested);
            KeptTree.Write(_writer, tree.Nested);
        }

        _writer.Write(tree.Level);
    }

    private static DecisionTree ReadTree(BinaryReader reader, List<NestedTree> trees)
    {
        int at = reader.ReadInt32();
        if (at == trees.Count)
            trees.Add(KeptTree.Read(reader));
        return new DecisionTree(trees[at], reader.ReadInt32());
    }
}
