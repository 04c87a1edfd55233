// Ridgeline as a worker of bench/compare: reads a case, then answers lines of tab-separated words with lines of JSON (bench/peers/workers.py).
using System.Text.Json;
using Ridgeline.Compare;
using Ridgeline.Compare.Cv;
using Ridgeline.Compare.Families;

Func<string[], object> answer = args switch
{
    ["path", .. var rest] => new PathAnswers(new PathCase(rest)).To,
    ["cv", .. var rest] => new CvAnswers(new CvCase(rest)).To,
    ["families", .. var rest] => new FamilyAnswers(new FamilyCase(rest)).To,
    _ => throw new ArgumentException("the first argument says what is compared: path, cv or families"),
};
Say(new { ready = $".NET {Environment.Version}" });
while (Console.ReadLine() is { } line)
{
    try
    {
        Say(answer(line.Split('\t')));
    }
    catch (Exception e) when (e is not OutOfMemoryException) // whatever it was, the caller reports it beside the other programs
    {
        Say(new { error = $"{e.GetType().Name}: {e.Message}" });
    }
}

static void Say(object answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
