using Ridgeline.Tables;

namespace Ridgeline.Tests.Tables;

public sealed class ClassTargetTests
{
    [Fact]
    public void Classes_sort_as_numbers_where_all_are_and_else_by_their_characters()
    {
        Assert.Equal(["2", "10"], ClassTarget.Of("t", new NumberColumn("y", [10, 2, 10])).Classes);
        var text = ClassTarget.Of("t", new TextColumn("y", ["no", "Yes", "no"]));
        Assert.Equal(["Yes", "no"], text.Classes);
        Assert.Equal([1, 0, 1], text.Codes);
        Assert.Equal([1, 2], text.Counts());
    }

    [Fact]
    public void Booleans_are_two_classes_however_they_are_written_and_other_texts_as_many_as_there_are()
    {
        var booleans = ClassTarget.Of("t", new TextColumn("y", ["TRUE", "false", "true", "False"]));
        Assert.Equal(["false", "TRUE"], booleans.Classes);
        Assert.Equal([1, 0, 1, 0], booleans.Codes);
        Assert.True(booleans.Has("True"));
        Assert.False(booleans.Has("yes"));
        var texts = ClassTarget.Of("t", new TextColumn("y", ["true", "TRUE", "yes", "a", "A"]));
        Assert.Equal(["A", "TRUE", "a", "true", "yes"], texts.Classes);
        Assert.Equal(["A", "TRUE", "a", "true"], ClassTarget.AlikeButForCase(texts.Classes).Order(StringComparer.Ordinal));
        Assert.False(texts.Has("True"));
    }

    [Fact]
    public void A_row_without_a_class_is_refused() =>
        Assert.Contains("row 2", Assert.Throws<DataException>(() => ClassTarget.Of("t", new TextColumn("y", ["a", ""]))).Message);
}
