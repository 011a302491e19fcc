using System.CommandLine;
using Haulbeat.Cli.Sending;
using Haulbeat.Cli.Settings;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Commands;

/// <summary>What belongs to one message, and so is said by flags alone.</summary>
internal sealed class SendOptions
{
    public Argument<string> Queue { get; } = new("QUEUE") { HelpName = "QUEUE", Description = "The queue." };

    public Argument<string?> Body { get; } = new("BODY") { Arity = ArgumentArity.ZeroOrOne, HelpName = "BODY", Description = "The job's body. - or nothing: stdin, to its end." };

    public Option<string> File { get; } = new("--file") { HelpName = "FILE", Description = "Takes the body from this file." };

    public Option<string> Id { get; } = new("--id") { HelpName = "ID", Description = "The job's id. Without it a new one." };

    public Option<string[]> Header { get; } = new("--header") { HelpName = "K=V", Description = "A header; the job finds it as HAULBEAT_HEADER_K. May be given several times." };

    public Option<string> Priority { get; } = new("--priority") { HelpName = "N", Description = "0 to 255, higher first." };

    public Option<string> ContentType { get; } = new("--content-type") { HelpName = "TYPE", Description = "The body's MIME type. Without it text/plain for an argument, application/octet-stream for a file or stdin." };

    public Option<bool> Lines { get; } = new("--lines") { Arity = ArgumentArity.Zero, Description = "One job a line, byte for byte without its line feed. Empty lines are jobs, too." };

    public Option<bool> Wait { get; } = new("--wait") { Arity = ArgumentArity.Zero, Description = "Waits until the job ended and prints its result instead of its id. Exit code 5 if it did not succeed." };

    public void AddTo(Command command)
    {
        command.Add(Queue);
        command.Add(Body);
        foreach (var option in new Option[] { File, Id, Header, Priority, ContentType, Lines, Wait })
        {
            command.Add(option);
        }
    }

    public BodySource Source(ParseResult parsed) => new(parsed.GetValue(Body), parsed.GetValue(File));

    /// <exception cref="UsageException">Options contradict each other, or make no sense.</exception>
    public Message Message(ParseResult parsed, Invocation invocation) => new(QueueName.Check(parsed.GetRequiredValue(Queue)), invocation.Time)
    {
        Id = Sending.Message.CheckId(parsed.GetValue(Id)),
        ContentType = parsed.GetValue(ContentType) ?? Source(parsed).ContentType,
        Priority = parsed.GetValue(Priority) is { } text ? Values.OfOption("--priority", text, value => (byte?)Values.Priority(value)) : null,
        Headers = Sending.Message.ReadHeaders(parsed.GetValue(Header) ?? []),
        TraceParent = TraceContext.Of(invocation.Environment("TRACEPARENT")),
    };

    public void CheckTogether(ParseResult parsed)
    {
        if (parsed.GetValue(Lines) && parsed.GetValue(Id) is not null)
        {
            throw new UsageException("--lines makes many jobs: --id cannot name them all.");
        }

        if (parsed.GetValue(Lines) && parsed.GetValue(Wait))
        {
            throw new UsageException("--wait waits for one job: it does not go with --lines.");
        }

        Source(parsed).Check();
    }
}
