using System.CommandLine;
using System.Text;
using System.Text.Json;
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

    public static Command Create(ProgramEnvironment program)
    {
        var command = new Command("send", "Send a job and print its id once the broker has confirmed it");
        Options.AddTo(command);
        command.AddBrokerSettings(CommandSettings.Declare);
        command.SetAction((parsed, _) => program.RunInterruptiblyAsync(() => RunAsync(new Invocation(program, parsed))));
        return command;
    }

    private static Task<int> RunAsync(Invocation invocation)
    {
        var template = Options.Template(invocation.Parsed, invocation);
        var (declare, json) = (invocation.Settings.Get(CommandSettings.Declare), invocation.Json);
        return Options.Lines(invocation.Parsed) ? SendLinesAsync(invocation, template, declare, json) : SendOneAsync(invocation, template, declare, json);
    }

    private static async Task<int> SendLinesAsync(Invocation invocation, JobTemplate template, QueueDeclaration declare, bool json)
    {
        await using var stream = Options.Body(invocation.Parsed).Open();
        await using var transport = await invocation.ConnectAsync();
        await new LineSender(transport, template, declare, job => PrintId(job, json)).RunAsync(stream, invocation.Signals.First);
        return ExitCode.Done;
    }

    private static async Task<int> SendOneAsync(Invocation invocation, JobTemplate template, QueueDeclaration declare, bool json)
    {
        var job = template.With(await Options.Body(invocation.Parsed).ReadAsync(invocation.Signals.First));
        await using var transport = await invocation.ConnectAsync();
        if (Options.Wait(invocation.Parsed))
        {
            return PrintEnd(job, await transport.Sender.SendAndWaitAsync(job, declare, invocation.Signals.First), json);
        }

        await transport.Sender.SendAsync(job, declare, invocation.Signals.First);
        PrintId(job, json);
        return ExitCode.Done;
    }

    private static void PrintId(Job job, bool json)
    {
        if (json)
        {
            StandardOutput.WriteJson(fields => WriteIdentity(fields, job));
        }
        else
        {
            StandardOutput.WriteLine(job.Id);
        }
    }

    private static int PrintEnd(Job job, JobEnd end, bool json)
    {
        if (json)
        {
            StandardOutput.WriteJson(fields =>
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
            CommandError.Say($"job {job.Id} did not succeed: {end.Reason ?? "the reason is unknown"}");
        }

        return end.Succeeded ? ExitCode.Done : ExitCode.JobDidNotSucceed;
    }

    private static void WriteIdentity(Utf8JsonWriter fields, Job job)
    {
        fields.WriteString("job", job.Id);
        fields.WriteString("queue", job.Queue);
    }
}
