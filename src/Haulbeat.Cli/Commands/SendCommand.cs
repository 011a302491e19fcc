using System.CommandLine;
using System.Text;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Sending;
using Haulbeat.Cli.Settings;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Commands;

/// <summary><c>send QUEUE [BODY]</c></summary>
internal static class SendCommand
{
    private static readonly SendOptions Options = new();

    public static Command Create(ProgramEnvironment surroundings)
    {
        var command = new Command("send", "Sends a job and prints its id once the broker has it for sure.");
        Options.AddTo(command);
        command.AddBrokerSettings(Known.Declare);
        command.SetAction((parsed, _) => surroundings.RunInterruptiblyAsync(() => RunAsync(new Invocation(surroundings, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        Options.CheckTogether(invocation.Parsed);
        var message = Options.Message(invocation.Parsed, invocation);
        var (declare, json) = (invocation.Settings.Get(Known.Declare), invocation.Json);
        return invocation.Parsed.GetValue(Options.Lines)
            ? await SendLinesAsync(invocation, message, declare, json).ConfigureAwait(false)
            : await SendOneAsync(invocation, message, declare, json).ConfigureAwait(false);
    }

    private static async Task<int> SendLinesAsync(Invocation invocation, Message message, QueueDeclaration declare, bool json)
    {
        await using var stream = Options.Source(invocation.Parsed).Open();
        await using var transport = await invocation.ConnectAsync().ConfigureAwait(false);
        await new LineSender(transport, message, declare, job => PrintId(job, json)).RunAsync(stream, invocation.Signals.First).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static async Task<int> SendOneAsync(Invocation invocation, Message message, QueueDeclaration declare, bool json)
    {
        var job = message.With(await Options.Source(invocation.Parsed).ReadAsync(invocation.Signals.First).ConfigureAwait(false));
        await using var transport = await invocation.ConnectAsync().ConfigureAwait(false);
        if (invocation.Parsed.GetValue(Options.Wait))
        {
            return Tell(job, await transport.Sender.SendAndWaitAsync(job, declare, invocation.Signals.First).ConfigureAwait(false), json);
        }

        await transport.Sender.SendAsync(job, declare, invocation.Signals.First).ConfigureAwait(false);
        PrintId(job, json);
        return ExitCode.Done;
    }

    private static void PrintId(Job job, bool json)
    {
        if (json)
        {
            JsonLine.Print(fields => WriteIdentity(fields, job));
        }
        else
        {
            StandardOutput.WriteLine(job.Id);
        }
    }

    private static int Tell(Job job, JobEnd end, bool json)
    {
        if (json)
        {
            JsonLine.Print(fields =>
            {
                WriteIdentity(fields, job);
                fields.WriteString("state", end.Succeeded ? "succeeded" : "dead");
                fields.WriteString("reason", end.Reason);
                fields.WriteString("result", Encoding.UTF8.GetString(end.Result.Span));
            });
        }
        else
        {
            StandardOutput.Write(end.Result.Span);
        }

        if (!end.Succeeded)
        {
            CommandError.Say($"job {job.Id} did not succeed: {end.Reason ?? "no reason is known"}");
        }

        return end.Succeeded ? ExitCode.Done : ExitCode.JobDidNotSucceed;
    }

    private static void WriteIdentity(System.Text.Json.Utf8JsonWriter fields, Job job)
    {
        fields.WriteString("job", job.Id);
        fields.WriteString("queue", job.Queue);
    }
}
