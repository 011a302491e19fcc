using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Runner;

/// <summary>Keeps the run's descriptor and writes it to disk, for <c>status</c> and the next worker.</summary>
internal sealed class RunRecorder(RunRequest request, DateTimeOffset startedAt)
{
    private RunDescriptor run = request.Run with { Runner = Environment.ProcessId, StartedAt = startedAt };

    /// <summary>Whether the next worker would find this run, as one that is not settled.</summary>
    public bool IsOnDisk { get; private set; }

    /// <summary>The descriptor while the job runs.</summary>
    public byte[] DescribeRunning(int pid, JobLease lease)
    {
        run = run with { Lease = lease };
        if (run.Pid is null)
        {
            // This reads two small files, which a brief run does not need.
            run = run with { Pid = pid, PidBirth = ProcessBirth.Of(pid), RunnerBirth = ProcessBirth.Of(Environment.ProcessId), Boot = Boot.Id };
        }

        return RunDescriptorJson.Write(run);
    }

    /// <summary>Writes that the job runs, so that the next worker finds it. Call it again if the disk was full.</summary>
    public void WriteRunning(int pid, JobLease lease) =>
        IsOnDisk = IsOnDisk || Descriptor.Replace(request.Files.Record, DescribeRunning(pid, lease), durable: true) == 0;

    /// <summary>Writes how the run ended. A full disk costs the file, not the job: the worker is sent the descriptor too.</summary>
    /// <remarks>A run whose output never went to disk was brief: it is a line in the journal, and no worker reattaches to it.</remarks>
    /// <returns>The descriptor.</returns>
    public byte[] WriteEnd(ExitReport report, JobLease lease, DateTimeOffset endedAt, OutputLog log)
    {
        run = (run with { Lease = lease }).WithEnd(report, endedAt, log.Held);
        var text = RunDescriptorJson.Write(run);
        if (log.IsOnDisk)
        {
            _ = Descriptor.Replace(request.Files.Exit, text, durable: IsOnDisk);
        }
        else
        {
            Descriptor.Append(request.Files.Journal, [.. text, (byte)'\n']);
        }

        return text;
    }
}
