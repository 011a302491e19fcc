using System.CommandLine;
using Haulbeat.Cli.Sending;
using Haulbeat.Cli.Settings;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Commands;

/// <summary>The arguments of <c>send</c>, and those options that only a flag can set because they belong to one message.</summary>
internal sealed class SendOptions
{
    private readonly Argument<string> queue = new("QUEUE") { Description = "Queue to send to" };
    private readonly Argument<string?> body = new("BODY") { Arity = ArgumentArity.ZeroOrOne, Description = "Body of the job; - or nothing: read stdin to its end" };
    private readonly Option<string> file = new("--file") { HelpName = "FILE", Description = "Read the body from this file" };
    private readonly Option<string> id = new("--id") { HelpName = "ID", Description = "Id of the job [a new UUID]" };
    private readonly Option<string[]> header = new("--header") { HelpName = "K=V", Description = "Add a header, which the job gets as HAULBEAT_HEADER_K; repeatable" };
    private readonly Option<string> priority = new("--priority") { HelpName = "N", Description = "Priority from 0 to 255, higher first" };
    private readonly Option<string> contentType = new("--content-type") { HelpName = "TYPE", Description = "MIME type of the body [text/plain for BODY, application/octet-stream for a file or stdin]" };
    private readonly Option<bool> lines = new("--lines") { Arity = ArgumentArity.Zero, Description = "Send each line as a job, empty lines too" };
    private readonly Option<bool> wait = new("--wait") { Arity = ArgumentArity.Zero, Description = "Wait until the job has ended and print its result; exit with 5 if it did not succeed" };

    public void AddTo(Command command)
    {
        command.Add(queue);
        command.Add(body);
        foreach (var option in new Option[] { file, lines, wait, id, header, priority, contentType })
        {
            command.Add(option);
        }
    }

    public bool Lines(ParseResult parsed) => parsed.GetValue(lines);

    public bool Wait(ParseResult parsed) => parsed.GetValue(wait);

    public BodySource Body(ParseResult parsed) => new(parsed.GetValue(body), parsed.GetValue(file));

    /// <exception cref="UsageException">Options contradict each other, or make no sense.</exception>
    public JobTemplate Template(ParseResult parsed, Invocation invocation)
    {
        CheckTogether(parsed);
        return new JobTemplate(ValueParser.QueueName(parsed.GetRequiredValue(queue)), invocation.Time)
        {
            Id = parsed.GetValue(id) is { } text ? ValueParser.OfOption("--id", text, Id) : null,
            ContentType = parsed.GetValue(contentType) ?? Body(parsed).ContentType,
            Priority = parsed.GetValue(priority) is { } number ? ValueParser.OfOption("--priority", number, ValueParser.Priority) : null,
            Headers = ValueParser.OfOption("--header", parsed.GetValue(header) ?? [], Headers),
            TraceParent = TraceParent(invocation.Environment("TRACEPARENT")),
        };
    }

    private void CheckTogether(ParseResult parsed)
    {
        if (Lines(parsed) && parsed.GetValue(id) is not null)
        {
            throw new UsageException("--id cannot name the many jobs of --lines.");
        }

        if (Lines(parsed) && Wait(parsed))
        {
            throw new UsageException("--wait waits for one job and cannot be used with --lines.");
        }

        Body(parsed).Check();
    }

    private static string Id(string text) => text.Length > 0 && !text.Any(char.IsControl) && JobLimits.IsShort(text)
        ? text
        : throw new FormatException($"'{text}' is not a job id. An id has 1 to {JobLimits.LongestText} bytes and no control characters.");

    private static Dictionary<string, string> Headers(string[] texts)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in texts.Select(ValueParser.Pair))
        {
            headers[name] = JobLimits.IsShort(name) ? value : throw new FormatException($"the name '{name}' is longer than {JobLimits.LongestText} bytes.");
        }

        return headers;
    }

    // Ignores a malformed value, as https://www.w3.org/TR/trace-context/#traceparent-header asks for.
    private static string? TraceParent(string? value) =>
        value is not null && value.Split('-') is [{ Length: 2 }, { Length: 32 }, { Length: 16 }, { Length: 2 }] parts && parts.All(part => part.All(char.IsAsciiHexDigitLower)) ? value : null;
}
