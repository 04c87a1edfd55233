using System.Text.Json;
using Ridgeline.Recipes;

namespace Ridgeline.Models;

/// <summary>
/// A tree as JSON: the number of columns and of classes (0: numbers), and the nodes in preorder, each with the weight and impurity of its rows and their classes' weights or the
/// number predicted. A node that asks has its "column" and the "threshold" (null: ∞) or the "levels" that go left; "missing" says where missing rows go, "missingSeen" whether there were any.
/// </summary>
/// <remarks>Numbers are written so that reading gives the same bits.</remarks>
internal static class TreeFile
{
    public static void Write(Utf8JsonWriter json, DecisionTree tree)
    {
        json.WriteStartObject();
        json.WriteNumber("columns", tree.Columns);
        json.WriteNumber("classes", tree.Classes);
        json.WriteStartArray("nodes");
        foreach (var node in tree.Nodes)
            Write(json, node);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The tree of what <see cref="Write(Utf8JsonWriter, DecisionTree)"/> wrote.</summary>
    /// <exception cref="FormatException">It is no tree.</exception>
    public static DecisionTree Read(JsonElement json)
    {
        int columns = json.Member("columns").GetInt32(), classes = json.Member("classes").GetInt32();
        if (columns < 0 || classes is < 0 or 1)
            throw new FormatException($"a tree of {columns} columns and {classes} classes");
        var arrays = new TreeArrays(columns, classes);
        var open = new Stack<int>(); // nodes whose right child is still to come
        int parent = -1;
        bool isComplete = false;
        foreach (var node in json.Member("nodes").EnumerateArray())
        {
            if (isComplete)
                throw new FormatException("a tree with nodes that nothing leads to");
            int at = arrays.Add(parent);
            Read(node, arrays, at);
            if (arrays.Column[at] >= 0)
            {
                open.Push(at);
                parent = at;
            }
            else
            {
                isComplete = open.Count == 0;
                parent = isComplete ? -1 : open.Pop();
            }
        }

        return isComplete ? new DecisionTree(NestedTree.Whole(arrays), 0) : throw new FormatException("a tree that lacks nodes");
    }

    private static void Write(Utf8JsonWriter json, TreeNode node)
    {
        json.WriteStartObject();
        json.WriteNumber("weight", node.Weight);
        json.WriteNumber("impurity", node.Impurity);
        json.WriteStartArray("values");
        if (node.ClassWeights.IsEmpty)
            json.WriteNumberValue(node.Value);
        foreach (double weight in node.ClassWeights)
            json.WriteNumberValue(weight);
        json.WriteEndArray();
        if (!node.IsLeaf)
            WriteQuestion(json, node);
        json.WriteEndObject();
    }

    private static void WriteQuestion(Utf8JsonWriter json, TreeNode node)
    {
        json.WriteNumber("column", node.Column);
        if (!node.LeftLevels.IsEmpty)
        {
            json.WriteStartArray("levels");
            foreach (int code in node.LeftLevels)
                json.WriteNumberValue(code);
            json.WriteEndArray();
        }
        else if (double.IsPositiveInfinity(node.Threshold))
            json.WriteNull("threshold");
        else
            json.WriteNumber("threshold", node.Threshold);
        json.WriteString("missing", node.MissingGoesLeft ? "left" : "right");
        json.WriteBoolean("missingSeen", node.MissingSeen);
    }

    private static void Read(JsonElement json, TreeArrays arrays, int at)
    {
        arrays.Describe(at, json.Member("weight").GetDouble(), json.Member("impurity").GetDouble());
        var values = json.Member("values");
        if (values.GetArrayLength() != arrays.Width)
            throw new FormatException($"a node of {values.GetArrayLength()} values in a tree of {arrays.Width}");
        for (int k = 0; k < arrays.Width; k++)
            arrays.Values(at)[k] = values[k].GetDouble();
        if (!json.TryGetProperty("column", out var column))
            return;
        if (column.GetInt32() is var j && (j < 0 || j >= arrays.Columns))
            throw new FormatException($"a node asks column {j} of {arrays.Columns}");
        bool missingLeft = json.Member("missing").GetString() switch
        {
            "left" => true,
            "right" => false,
            var other => throw new FormatException($"missing rows go '{other}'; left or right is needed"),
        };
        bool missingSeen = json.Member("missingSeen").GetBoolean();
        if (!json.TryGetProperty("levels", out var levels))
        {
            var threshold = json.Member("threshold");
            arrays.Ask(at, j, threshold.ValueKind == JsonValueKind.Null ? double.PositiveInfinity : threshold.GetDouble(), null, missingLeft, missingSeen);
            return;
        }

        int[] codes = [.. levels.EnumerateArray().Select(code => code.GetInt32())];
        if (codes.Length == 0 || codes.Any(code => code is < 0 or > 1 << 24))
            throw new FormatException("a node's levels are no codes");
        ulong[] set = LevelSet.Empty(codes.Max() + 1);
        foreach (int code in codes)
            LevelSet.Add(set, code);
        arrays.Ask(at, j, double.NaN, set, missingLeft, missingSeen);
    }
}
