using System.Globalization;
using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Ridgeline.Models;
using Ridgeline.Reports.Charts;
using Ridgeline.Reports.Pages;

[assembly: AssemblyFixture(typeof(Ridgeline.Browser.Tests.Chromium))]

namespace Ridgeline.Browser.Tests;

/// <summary>The page of a study in a real browser.</summary>
public sealed class StudyPageInBrowser(Chromium chromium)
{
    private const int MostBytes = 6_000_000;

    public static TheoryData<string> Studies => [.. StudyPages.Names];

    /// <summary>Those with a slider over coefficients of one output, of several, and of more columns than are listed.</summary>
    public static TheoryData<string> Sliders => ["cancer", "diabetes", "iris", "wide"];

    public static TheoryData<string, int> Widths => new(from study in StudyPages.Names from width in study == "hostile" ? (int[])[360, 390, 1366] : [390, 1366] select (study, width)); // the narrowest for the longest names

    [Theory]
    [MemberData(nameof(Studies))]
    public async Task It_opens_offline_without_a_complaint_and_asks_for_nothing_but_itself(string study)
    {
        await using var open = await chromium.OpenAsync(study);
        await OpenAllAsync(open.Page);
        foreach (var radio in await open.Page.Locator("input[name=path]").AllAsync())
            await radio.CheckAsync();
        await open.Page.WaitForTimeoutAsync(300);
        Assert.Empty(open.Complaints);
        Assert.Equal([new Uri(StudyPages.FileOf(study)).AbsoluteUri], open.Requests);
        int charts = await open.Page.Locator(".chart:visible").CountAsync(), drawn = await open.Page.Locator(".chart.js-plotly-plot:visible:has(.scatterlayer .trace, .barlayer .trace)").CountAsync();
        Assert.InRange(charts, 4, 30);
        Assert.Equal(charts, drawn);
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void It_is_one_file_under_6_MB(string study) => Assert.InRange(new FileInfo(StudyPages.FileOf(study)).Length, 1_000_000, MostBytes - 1);

    [Theory]
    [MemberData(nameof(Sliders))]
    public async Task The_slider_moves_charts_and_table_to_the_values_of_the_path_by_keyboard_and_mouse(string name)
    {
        var study = StudyPages.StudyOf(name);
        await using var open = await chromium.OpenAsync(name);
        for (int at = 0; at < study.Paths.Length; at++)
        {
            var path = new PagePath(study, at);
            if (!path.IsLinear)
                continue;
            await open.Page.Locator($"input[name=path][value='{at}']").CheckAsync();
            var panel = open.Page.Locator($".path[data-path='{at}']");
            var slider = panel.Locator("input[type=range]");
            await slider.FocusAsync();
            await slider.PressAsync("Home");
            await SameAsync(panel, path, 0);
            await slider.PressAsync("ArrowRight");
            await SameAsync(panel, path, 1);
            await slider.PressAsync("End");
            await SameAsync(panel, path, path.Kept.Length - 1);
            await slider.PressAsync("ArrowLeft");
            await SameAsync(panel, path, path.Kept.Length - 2);
            var box = (await slider.BoundingBoxAsync())!;
            await open.Page.Mouse.ClickAsync(box.X + box.Width * 0.4f, box.Y + box.Height / 2);
            int stop = int.Parse(await slider.InputValueAsync(), CultureInfo.InvariantCulture);
            Assert.InRange(stop, 0.3 * path.Kept.Length, 0.5 * path.Kept.Length);
            await SameAsync(panel, path, stop);
            await panel.Locator("button", new LocatorLocatorOptions { HasText = "best" }).ClickAsync();
            await SameAsync(panel, path, path.StopOf(path.Path.Best));
        }

        Assert.Empty(open.Complaints);
    }

    /// <summary>The read-out, the table and the mark on each chart of a path are those of a setting, number for number.</summary>
    private static async Task SameAsync(ILocator panel, PagePath path, int stop)
    {
        int at = path.Kept[stop];
        var (curve, model) = (path.Path.Curve, (LinearModel)path.Path.Search.Path.Path.Points[at].Model);
        async Task<double> PartAsync(string part) => double.Parse((await panel.Locator($"[data-part={part}]").GetAttributeAsync("value"))!, CultureInfo.InvariantCulture);
        Assert.Equal(model.NonZeros, await PartAsync("complexity"));
        Assert.Equal(curve.TrainOf(at), await PartAsync("train"));
        Assert.Equal(curve.Points[at].Mean, await PartAsync("heldOut"));
        var shown = await panel.EvaluateAsync<JsonElement>(
            "panel => [...panel.querySelectorAll('.coefficients tbody tr')].map(row => [row.querySelector('th').textContent, row.querySelectorAll('td.text').length ? row.querySelector('td.text').textContent : '', ...[...row.querySelectorAll('data')].map(one => one.value)])");
        int columns = model.Coefficients.Length / model.Outputs;
        var search = path.Path.Search.Path;
        var rows = shown.EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray()).ToArray();
        var own = new Dictionary<(string, string), (double Value, double Standardised)>();
        for (int k = 0; k < model.Outputs; k++)
            for (int j = 0; j < columns; j++)
                if (model.Coefficients[k * columns + j] is var value && value != 0)
                    own.Add((search.Columns[j], model.Outputs > 1 ? search.Classes[k] : ""), (value, value * search.Sample.View.Scales[j]));
        Assert.InRange(rows.Length, Math.Min(own.Count, 1), Math.Min(own.Count, PagePath.MostColumns));
        Assert.True(rows.Length == own.Count || columns > PagePath.MostColumns);
        foreach (string[] row in rows)
            Assert.Equal(own[(row[0], row[1])], (double.Parse(row[2], CultureInfo.InvariantCulture), double.Parse(row[3], CultureInfo.InvariantCulture)));
        Assert.Equal(rows.Select(row => Math.Abs(double.Parse(row[3], CultureInfo.InvariantCulture))).OrderDescending(), rows.Select(row => Math.Abs(double.Parse(row[3], CultureInfo.InvariantCulture))));
        double among = await panel.EvaluateAsync<double>("() => document.querySelector('[data-chart=families]').layout.shapes.at(-1).x0");
        Assert.Equal(model.NonZeros == 0 ? 0.5 : model.NonZeros, among);
        double[] marks = await panel.EvaluateAsync<double[]>("panel => [...panel.querySelectorAll('.chart')].map(chart => chart.layout.shapes.at(-1).x0)");
        Assert.Equal(3, marks.Length);
        Assert.All(marks, mark => Assert.Equal(path.Path.Curve.Points[at].Setting.Value, mark));
        bool[] drawn = await panel.EvaluateAsync<bool[]>("panel => [...panel.querySelectorAll('.chart')].map(chart => { const x = chart._fullLayout.xaxis, path = [...chart.querySelectorAll('.shapelayer path')].at(-1).getAttribute('d'); return Math.abs(parseFloat(path.slice(1)) - x._offset - x.d2p(chart.layout.shapes.at(-1).x0)) < 1; })");
        Assert.All(drawn, Assert.True);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public async Task Nothing_is_wider_than_the_window_and_no_text_covers_another(string study, int width)
    {
        await using var open = await chromium.OpenAsync(study, width, 844);
        await HasNoOverlapsAsync(open.Page);
        foreach (var radio in await open.Page.Locator("input[name=path]").AllAsync())
        {
            await radio.CheckAsync();
            await HasNoOverlapsAsync(open.Page);
        }

        await OpenAllAsync(open.Page);
        await HasNoOverlapsAsync(open.Page);
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public async Task On_paper_charts_fit_and_no_text_covers_another(string study)
    {
        await using var open = await chromium.OpenAsync(study, 680, 900, ColorScheme.Dark);
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await open.IsAsync("html.on-paper");
        await HasNoOverlapsAsync(open.Page);
        int[] printed = await open.Page.EvaluateAsync<int[]>("[...document.querySelectorAll('.coefficients tbody')].filter(body => body.checkVisibility()).map(body => [...body.rows].filter(row => row.checkVisibility()).length)");
        Assert.All(printed, rows => Assert.InRange(rows, 0, 30));
        Assert.Empty(await open.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.meaning')].filter(one => one.checkVisibility() && (getComputedStyle(one).overflow !== 'visible' || !document.querySelector(`[popovertarget=${one.id}]`))).map(one => one.id)"));
        Assert.NotEqual(0, await open.Page.Locator(".meaning:visible").CountAsync());
        Assert.Equal("rgb(255, 255, 255)", await open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        byte[] pdf = await open.Page.PdfAsync(new PagePdfOptions { Format = "A4" });
        Assert.Equal("%PDF"u8, pdf.AsSpan(0, 4));
        Assert.InRange(pdf.Length, 50_000, 10_000_000);
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        await open.IsAsync("html:not(.on-paper)");
        Assert.Empty(open.Complaints);
    }

    /// <summary>Everything that is shut is opened.</summary>
    private static Task OpenAllAsync(IPage page) => page.EvaluateAsync("async () => { for (const one of document.querySelectorAll('details')) one.open = true; await new Promise(done => requestAnimationFrame(() => setTimeout(done))); }"); // toggle events come later

    private static async Task HasNoOverlapsAsync(IPage page)
    {
        int[] widths = await page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
        Assert.Equal(widths[1], widths[0]);
        Assert.Empty(await page.EvaluateAsync<string[]>(TextOnPage.Overlaps));
        Assert.Empty(await page.EvaluateAsync<string[]>(TextOnPage.CutOff));
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public async Task Axe_finds_nothing_serious_light_or_dark(string study)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var open = await chromium.OpenAsync(study, 1366, 768, scheme);
            await OpenAllAsync(open.Page);
            var result = await open.Page.RunAxe();
            Assert.InRange(result.Passes.Length, 20, 200);
            Assert.Empty(result.Violations.Where(one => one.Impact is "serious" or "critical").Select(one => $"{scheme}: {one.Id}: {string.Join(", ", one.Nodes.Take(5).Select(node => node.Html))}"));
        }
    }

    [Fact]
    public async Task Colours_follow_the_system_and_the_button()
    {
        const string colours = "() => [getComputedStyle(document.body).backgroundColor, document.querySelector('.chart .xtick text').style.fill]";
        await using var light = await chromium.OpenAsync("quick");
        string[] before = await light.Page.EvaluateAsync<string[]>(colours);
        await using var dark = await chromium.OpenAsync("quick", scheme: ColorScheme.Dark);
        string[] after = await dark.Page.EvaluateAsync<string[]>(colours);
        Assert.NotEqual(before[0], after[0]);
        Assert.NotEqual(before[1], after[1]);
        var button = light.Page.Locator("#theme");
        await button.FocusAsync();
        await button.PressAsync("Enter");
        Assert.Equal("true", await button.GetAttributeAsync("aria-pressed"));
        Assert.Equal(after, await light.Page.EvaluateAsync<string[]>(colours));
        await button.ClickAsync();
        Assert.Equal(before, await light.Page.EvaluateAsync<string[]>(colours));
    }

    [Fact]
    public async Task Every_term_opens_its_meaning_by_keyboard_and_escape_closes_it()
    {
        await using var open = await chromium.OpenAsync("cancer");
        var terms = await open.Page.Locator("main .term:visible").AllAsync();
        Assert.InRange(terms.Count, 20, 200);
        foreach (var term in terms)
        {
            await term.FocusAsync();
            await term.PressAsync("Enter");
            var meaning = open.Page.Locator(".meaning:popover-open");
            string key = (await term.GetAttributeAsync("popovertarget"))!["term-".Length..];
            Assert.Equal(Glossary.Of(key).Meaning, await meaning.Locator("p").InnerTextAsync());
            await open.Page.Keyboard.PressAsync("Escape");
            Assert.Equal(0, await meaning.CountAsync());
        }
    }

    [Fact]
    public async Task Hostile_names_are_text()
    {
        await using var open = await chromium.OpenAsync("hostile");
        await OpenAllAsync(open.Page);
        await open.Page.Locator(".path:visible input[type=range]").PressAsync("End");
        string text = await open.Page.Locator("body").InnerTextAsync();
        foreach (string name in StudyPages.HostileNames.Where(name => !name.Contains('\u202E')).Append(StudyPages.HostileTarget))
            Assert.Contains(name, text);
        Assert.Contains("abc[U+202E]fdp.exe", text);
        Assert.DoesNotContain("\u202E", text);
        Assert.Equal(0, await open.Page.Locator("main :is(img, b, i, h1, script, iframe), a[href^=javascript], .chart a").CountAsync());
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task A_script_that_came_in_would_not_run()
    {
        await using var open = await chromium.OpenAsync("quick");
        await open.Page.EvaluateAsync("() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); }");
        Assert.False(await open.Page.EvaluateAsync<bool>("'ran' in window"));
        Assert.Contains("Content Security Policy", string.Join('\n', open.Complaints));
    }

    [Fact]
    public async Task A_chart_has_the_numbers_of_its_study_in_a_table()
    {
        var chart = StudyCharts.Of(StudyPages.StudyOf("cancer")).First(one => one.Name == "score-lasso");
        await using var open = await chromium.OpenAsync("cancer");
        var details = open.Page.Locator("details[data-of=score-lasso]");
        await details.Locator("summary").ClickAsync();
        Assert.Equal(chart.Settings.Length, await details.Locator("tbody tr").CountAsync());
        var held = chart.Series.OfType<ChartLine>().First(line => line.Name == "held-out rows");
        string[] heads = [.. await details.Locator("thead th").AllInnerTextsAsync()];
        string[] cells = [.. await details.Locator("tbody tr").First.Locator("th, td").AllInnerTextsAsync()];
        Assert.Equal(held.Y[0], double.Parse(cells[Array.IndexOf(heads, "held-out rows")], CultureInfo.InvariantCulture), held.Y[0] * 1e-3);
    }
}
