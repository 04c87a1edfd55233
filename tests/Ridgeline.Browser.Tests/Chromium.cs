using Microsoft.Playwright;

namespace Ridgeline.Browser.Tests;

/// <summary>The browser that all tests share: the machine's own chromium. Where there is none they are skipped, and say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private const float Patience = 300_000; // milliseconds: on a machine that is busy a page may wait long for its turn

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Executable => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is not { } executable)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        StudyPages.Remove();
    }

    /// <summary>Opens a study's page from its file.</summary>
    public async Task<OpenPage> OpenAsync(string study, int width = 1366, int height = 768, ColorScheme scheme = ColorScheme.Light)
    {
        if (_browser is null)
            Assert.Skip("no chromium, chromium-browser or google-chrome on the path");
        var page = await _browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme, Offline = true });
        page.SetDefaultTimeout(Patience);
        var open = new OpenPage(page);
        try
        {
            await page.GotoAsync(new Uri(StudyPages.FileOf(study)).AbsoluteUri);
            await open.IsAsync("html.ready");
            return open;
        }
        catch
        {
            await open.DisposeAsync(); // else it would hold up the pages after it
            throw;
        }
    }
}

/// <summary>A page that is open, and what it asked for and complained of.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly List<string> _requests = [], _complaints = [];

    internal OpenPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) => _requests.Add(request.Url);
        page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += async (_, dialog) =>
        {
            _complaints.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Requests => _requests;

    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Waits until there is such an element; the page's policy forbids functions to wait for.</summary>
    public Task IsAsync(string selector) => Page.Locator(selector).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
