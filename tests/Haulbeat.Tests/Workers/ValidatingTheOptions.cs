using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Testing;
using Haulbeat.Worker;

namespace Haulbeat.Tests.Workers;

public sealed class ValidatingTheOptions : IReporter, IDisposable
{
    private readonly TemporaryDirectory folder = new();
    private readonly WorkerOptions good;

    public ValidatingTheOptions() => good = new WorkerOptions
    {
        Name = "worker-1",
        StateDirectory = StateDirectory.Open(folder.File("state")),
        Queues = ["films"],
        Command = new JobCommand { Program = "/bin/true", Arguments = ["true"] },
        Reporter = this,
        RunnerProgram = ["haulbeat"],
    };

    [Fact]
    public void The_defaults_are_right() => good.Validate().Should().BeEmpty();

    [Fact]
    public void Each_problem_names_its_option()
    {
        var bad = good with
        {
            Name = "worker.1",
            Queues = ["", new string('q', 300)],
            Slots = 0,
            Lease = TimeSpan.Zero,
            LeaseAfter = TimeSpan.FromSeconds(-1),
            Interruptions = 0,
            Grace = TimeSpan.FromDays(41),
            MaxJobs = 0,
            RunnerProgram = [],
        };

        bad.Validate().Select(problem => problem.Option).Should().Equal("Name", "Queues", "Queues", "Slots", "Lease", "LeaseAfter", "Interruptions", "Grace", "MaxJobs", "RunnerProgram");
    }

    public void Dispose()
    {
        good.StateDirectory.Dispose();
        folder.Dispose();
    }

    void IReporter.Report(WorkerEvent workerEvent)
    {
    }
}
