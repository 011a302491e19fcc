using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Foreign;

public sealed class When_the_user_may_declare_nothing : IAsyncLifetime
{
    private readonly string queue = TestQueue.NewName();
    private readonly string user = "least-" + Guid.NewGuid().ToString("n");

    private Uri Broker => new UriBuilder(TestBroker.Require()) { UserName = user, Password = "s3cret-word" }.Uri;

    public async ValueTask InitializeAsync()
    {
        await TestBroker.ControlAsync("add_user", user, "s3cret-word");
        await TestBroker.ControlAsync("set_permissions", user, "^$", "^amq\\.default$", $"^{queue}$");
        await ForeignClient.DeclareAsync(TestBroker.Require(), queue, "durable");
    }

    public async ValueTask DisposeAsync() => await TestBroker.ControlAsync("delete_user", user);

    [Fact]
    public async Task Jobs_are_done_and_dead_letters_kept_in_queues_made_beforehand()
    {
        await ForeignClient.DeclareAsync(TestBroker.Require(), DeadLetters, "quorum");
        await ForeignClient.SendAsync("pika", Broker, queue, "0"u8.ToArray());
        await ForeignClient.SendAsync("pika", Broker, queue, "3"u8.ToArray());

        var end = await Work.RunAsync(Broker, [queue, "--declare", "never", "--max-jobs", "2"], "sh", "-c", "exit $(cat)");

        end.Count("finished").Should().Be(1);
        end.Count("dead").Should().Be(1);
        (await ForeignClient.PythonAsync("receive.py", [TestBroker.Require().ToString(), DeadLetters])).Text
            .Should().Contain("\"body\": \"33\"");
    }

    [Fact]
    public async Task Without_a_queue_for_dead_letters_the_worker_says_so_and_takes_no_job()
    {
        await ForeignClient.SendAsync("pika", Broker, queue, "3"u8.ToArray());

        var end = await HaulbeatProgram.RunAsync("work", queue, "--broker", Broker.ToString(), "--declare", "never", "--max-jobs", "1", "--", "cat");

        end.ExitCode.Should().NotBe(0);
        end.Errors.Should().Contain(DeadLetters).And.NotContain("s3cret-word");
        (await ForeignClient.PythonAsync("receive.py", [TestBroker.Require().ToString(), queue])).Text.Should().Contain("\"body\": \"33\"");
    }

    private string DeadLetters => "haulbeat.dead." + queue;
}
