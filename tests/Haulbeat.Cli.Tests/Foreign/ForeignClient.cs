using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Foreign;

/// <summary>AMQP clients that others wrote, each sending as its tutorial does: no id, no headers, not persistent.</summary>
internal static class ForeignClient
{
    private const string Python = "/usr/bin/python3";

    public static Task SendAsync(string client, Uri broker, string queue, byte[] body, string? contentType = null) => client switch
    {
        "pika" => PythonAsync("send.py", [broker.ToString(), queue, .. Given(contentType)], body),
        "amqp-publish" => AmqpPublishAsync(broker, queue, body, contentType),
        "node" => NodeAsync([broker.ToString(), queue, .. Given(contentType)], body),
        _ => throw new ArgumentOutOfRangeException(nameof(client), client, "No such client."),
    };

    /// <summary>Declares the queue in one of the ways that declare.py knows.</summary>
    public static Task DeclareAsync(Uri broker, string queue, string kind) => PythonAsync("declare.py", [broker.ToString(), queue, kind]);

    /// <summary>Runs one of the scripts in tests/foreign.</summary>
    public static Task<ProgramEnd> PythonAsync(string script, IEnumerable<string> arguments, byte[]? body = null)
    {
        Missing.Unless(Directory.Exists("/usr/lib/python3/dist-packages/pika"), "pika is not installed (Debian's python3-pika). ./test installs it on Debian and Ubuntu.");
        return ForeignProgram.SucceedAsync(Python, [ScriptPath(script), .. arguments], body);
    }

    /// <summary>Runs a script that is expected to fail.</summary>
    public static Task<ProgramEnd> FailingPythonAsync(string script, params string[] arguments) =>
        ForeignProgram.RunAsync(Python, [ScriptPath(script), .. arguments]);

    // To it a bare slash behind the port names a virtual host of no name, as the specification of these addresses has it.
    private static Task<ProgramEnd> AmqpPublishAsync(Uri broker, string queue, byte[] body, string? contentType) =>
        ForeignProgram.SucceedAsync("amqp-publish", ["-u", broker.ToString().TrimEnd('/'), "-r", queue, .. contentType is null ? [] : (string[])["-C", contentType]], body);

    private static Task<ProgramEnd> NodeAsync(IEnumerable<string> arguments, byte[] body)
    {
        Missing.Unless(Directory.Exists(ScriptPath("node_modules/amqplib")), "The Node client is not installed. Run npm ci in tests/foreign, or ./test.");
        return ForeignProgram.SucceedAsync("node", [ScriptPath("send.js"), .. arguments], body);
    }

    private static string[] Given(string? value) => value is null ? [] : [value];

    private static string ScriptPath(string script) => Repository.PathOf("tests/foreign/" + script);
}
