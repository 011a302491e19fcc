using Haulbeat.Sqlite;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class ListingJobs : QueueFileTest
{
    [Fact]
    public async Task Those_sent_last_come_first_page_by_page()
    {
        await using var transport = await OpenAsync();
        for (var i = 1; i <= 5; i++)
        {
            await SendAsync(transport, NewJob($"job-{i}"));
        }

        var pages = await PagesAsync(transport, new JobFilter { Limit = 2 });

        pages.Select(page => string.Join(' ', page)).Should().Equal("job-5 job-4", "job-3 job-2", "job-1");
    }

    [Fact]
    public async Task A_page_that_is_just_full_is_the_last_one()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await SendAsync(transport, NewJob("job-2"));

        (await transport.Monitor.ListJobsAsync(new JobFilter { Limit = 2 }, Deadline)).Next.Should().BeNull();
    }

    [Fact]
    public async Task Only_those_that_the_filter_lets_through_are_listed()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport, NewJob("ended"));
        await using var receiver = await OpenReceiverAsync(transport);
        await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Complete("result"u8.ToArray()), Deadline);
        await SendAsync(transport, NewJob("waits"));
        await SendAsync(transport, NewJob("elsewhere") with { Queue = "pictures" });

        (await PagesAsync(transport, new JobFilter { State = "queued" })).Should().ContainSingle().Which.Should().Equal("elsewhere", "waits");
        (await PagesAsync(transport, new JobFilter { Queue = "films" })).Should().ContainSingle().Which.Should().Equal("waits", "ended");
        (await PagesAsync(transport, new JobFilter { Queue = "films", State = "succeeded" })).Should().ContainSingle().Which.Should().Equal("ended");
        (await PagesAsync(transport, new JobFilter { State = "queued' OR 1" })).Should().ContainSingle().Which.Should().BeEmpty();
    }

    [Fact]
    public async Task History_and_result_are_left_to_the_look_at_one_job()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var receiver = await OpenReceiverAsync(transport);
        await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Complete("result"u8.ToArray()), Deadline);

        var found = await transport.Monitor.FindJobAsync("job-1", Deadline);
        var listed = (await transport.Monitor.ListJobsAsync(new JobFilter(), Deadline)).Jobs.Should().ContainSingle().Subject;

        listed.Should().BeEquivalentTo(found! with { Result = null, History = [] });
    }

    private async Task<List<List<string>>> PagesAsync(SqliteTransport transport, JobFilter filter)
    {
        var pages = new List<List<string>>();
        for (var next = filter; next is not null;)
        {
            var page = await transport.Monitor.ListJobsAsync(next, Deadline);
            pages.Add([.. page.Jobs.Select(job => job.Job)]);
            next = page.Next is null ? null : next with { After = page.Next };
        }

        return pages;
    }
}
