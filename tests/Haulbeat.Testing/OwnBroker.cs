using Xunit;

namespace Haulbeat.Testing;

/// <summary>A broker of a test's own, to be broken or to have a log to itself. Ends with the test.</summary>
public sealed class OwnBroker : IAsyncDisposable
{
    private readonly string name;
    private readonly Dictionary<string, string> lines;

    private OwnBroker(string name, string printed)
    {
        this.name = name;
        lines = printed.Split('\n').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    /// <summary>Its address.</summary>
    public Uri Address => new(lines["url"]);

    /// <summary>Its port.</summary>
    public int Port => Address.Port;

    /// <summary>The broker's own process, to be stopped or killed.</summary>
    public int Pid => int.Parse(lines["pid"]);

    /// <summary>Starts one, with further lines for rabbitmq.conf in the file; skips the test where no RabbitMQ is installed.</summary>
    public static Task<OwnBroker> StartAsync(string? configuration = null) => StartAsync(configuration is null ? [] : ["--conf", configuration]);

    /// <summary>Starts another node of the cluster that this one began. This one has to be disposed of last.</summary>
    public Task<OwnBroker> StartNodeAsync() => StartAsync(["--join", name]);

    private static async Task<OwnBroker> StartAsync(string[] options)
    {
        // Whoever runs the tests without a broker wants none started either.
        TestBroker.Require();
        var unique = "own-" + Guid.NewGuid().ToString("n")[..8];
        var end = await EngBrokerAsync(["start", unique, .. options]);
        Assert.True(end.ExitCode == 0, end.Errors);
        return new OwnBroker(unique, end.Text);
    }

    /// <summary>How many lines of its log hold the words.</summary>
    public int CountInLog(string words) => File.ReadLines(lines["log"]).Count(line => line.Contains(words, StringComparison.Ordinal));

    /// <summary>What it does that other versions do differently.</summary>
    public async Task<BrokerBehavior> BehaviorAsync() => BrokerBehavior.Of(await ControlAsync("version"));

    /// <summary>The command that is rabbitmqctl for it, in words that a blank parts.</summary>
    public string Controller => $"{Repository.PathOf("eng/broker")} ctl {name}";

    /// <summary>rabbitmqctl against it.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var end = await EngBrokerAsync(["ctl", name, .. arguments]);
        Assert.True(end.ExitCode == 0, end.Errors);
        return end.Text;
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => EngBrokerAsync("kill", name);

    /// <summary>Starts it again on the same port and data; stops it in order first if it runs.</summary>
    public Task RestartAsync() => EngBrokerAsync("restart", name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EngBrokerAsync("stop", name);

    private static Task<ProgramEnd> EngBrokerAsync(params string[] arguments) =>
        ForeignProgram.RunAsync(Repository.PathOf("eng/broker"), arguments);
}
