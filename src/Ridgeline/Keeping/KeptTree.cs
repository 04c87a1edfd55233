using Ridgeline.Models;

namespace Ridgeline.Keeping;

/// <summary>The bytes of a grown tree and its levels, which all trees of a path share.</summary>
internal static class KeptTree
{
    public static void Write(BinaryWriter writer, NestedTree nested)
    {
        var nodes = nested.Nodes;
        writer.Write(nodes.Columns);
        writer.Write(nodes.Classes);
        writer.WriteNumbers(nested.Levels);
        for (int at = 0; at < nodes.Count; at++)
        {
            writer.Write(nodes.Parent[at]);
            writer.Write(nodes.Weight[at]);
            writer.Write(nodes.Impurity[at]);
            writer.Write(nodes.Column[at]);
            writer.Write(nodes.Threshold[at]);
            writer.Write(nodes.MissingLeft[at]);
            writer.Write(nodes.MissingSeen[at]);
            writer.Write(nodes.LeftLevels[at] is not null);
            if (nodes.LeftLevels[at] is { } set)
                writer.WriteNumbers<ulong>(set);
            foreach (double value in nodes.Values(at))
                writer.Write(value);
        }
    }

    public static NestedTree Read(BinaryReader reader)
    {
        var nodes = new TreeArrays(reader.ReadInt32(), reader.ReadInt32());
        int[] levels = reader.ReadNumbers<int>();
        for (int at = 0; at < levels.Length; at++)
        {
            nodes.Add(reader.ReadInt32());
            nodes.Describe(at, reader.ReadDouble(), reader.ReadDouble());
            int column = reader.ReadInt32();
            double threshold = reader.ReadDouble();
            bool missingLeft = reader.ReadBoolean(), missingSeen = reader.ReadBoolean();
            nodes.Ask(at, column, threshold, reader.ReadBoolean() ? reader.ReadNumbers<ulong>() : null, missingLeft, missingSeen);
            var values = nodes.Values(at);
            for (int k = 0; k < values.Length; k++)
                values[k] = reader.ReadDouble();
        }

        return new NestedTree(nodes, levels);
    }
}
