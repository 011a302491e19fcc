using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.Records;
using Haulbeat.Worker;

namespace Haulbeat.Runner;

/// <summary>What the runner notes of its run: who runs, later how it ended. Read by <c>status</c> and by the worker's successors.</summary>
internal sealed class RunNotes(RunSpecification specification, DateTimeOffset startedAt)
{
    private RunRecord record = new()
    {
        Job = specification.Job,
        Worker = specification.Worker,
        Files = specification.Files,
        Runner = Environment.ProcessId,
        StartedAt = startedAt,
        Term = specification.Term,
    };

    /// <summary>Whether the run is noted as one whose end is not settled.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Who runs, as a successor of the worker is told.</summary>
    public byte[] Tell(int pid, JobLease term) => RecordWriter.Write(Identify(pid, term));

    /// <summary>Notes that the job runs, so that a successor of the worker finds it. To be called again if there is no room.</summary>
    public void WriteStarted(int pid, JobLease term) =>
        IsWritten = IsWritten || Descriptor.Replace(specification.Files.Record, Tell(pid, term), durable: true) == 0;

    /// <summary>Notes how it ended. A full disk costs the note, not the job: the worker is told besides.</summary>
    /// <remarks>A run so brief that its output was never put on disk is a line in the journal: nobody reattaches it.</remarks>
    public void WriteExit(ExitReport report, JobLease term, DateTimeOffset endedAt, OutputLog log)
    {
        record = record with { ExitReport = report, Term = term, EndedAt = endedAt, Output = log.Held.ToArray() };
        if (log.IsOnDisk)
        {
            _ = Descriptor.Replace(specification.Files.Exit, RecordWriter.Write(record), durable: IsWritten);
        }
        else
        {
            Descriptor.Append(specification.Files.Journal, [.. RecordWriter.Write(record), (byte)'\n']);
        }
    }

    // Two small files are read for it, which a brief run does not need.
    private RunRecord Identify(int pid, JobLease term) => record = record.Pid is null
        ? record with { Term = term, Pid = pid, PidBirth = ProcessBirth.Of(pid), RunnerBirth = ProcessBirth.Of(Environment.ProcessId), Boot = Boot.Id }
        : record with { Term = term };
}
