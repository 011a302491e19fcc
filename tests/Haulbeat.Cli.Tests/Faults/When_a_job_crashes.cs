namespace Haulbeat.Cli.Tests.Faults;

public sealed class When_a_job_crashes : FaultTest
{
    private protected override async Task MeetAsync(Venue venue)
    {
        await using var scenario = new Scenario("job: segfault", venue, Lease.Short) { Note = "dead letters" };
        await scenario.SendAsync(3, "segfault");
        var worker = scenario.Work("worker");
        await worker.TellsAsync("dead", 3);
        worker.Printed().Should().Contain("\"signal\":11");
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
