namespace Haulbeat.Cli.Tests.Faults;

public sealed class When_a_job_takes_too_much_memory : FaultTest
{
    private protected override async Task MeetAsync(Venue venue)
    {
        await using var scenario = new Scenario("job: killed by the kernel, out of memory", venue, Lease.Short) { Note = "dead letters" };
        using var limit = new MemoryLimit(Path.Combine(scenario.Ledger.Folder, "cgroup.procs"));
        await scenario.SendAsync(2, "hungry");
        var worker = scenario.Work("worker");
        await worker.TellsAsync("dead", 2);
        worker.Printed().Should().Contain("\"signal\":9");
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
