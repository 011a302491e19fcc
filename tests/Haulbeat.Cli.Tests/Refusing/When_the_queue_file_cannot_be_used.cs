namespace Haulbeat.Cli.Tests.Refusing;

public sealed class When_the_queue_file_cannot_be_used : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("send films x")]
    [InlineData("work films -- cat")]
    [InlineData("status")]
    [InlineData("doctor")]
    public async Task What_is_no_database_is_named_and_left_as_it_is(string arguments)
    {
        var file = home.Write("queue.db", "These are my notes, and no database at all.");

        await RefusedAsync(file, arguments, "is no queue");

        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().Be("These are my notes, and no database at all.");
    }

    [Theory]
    [InlineData("send films x")]
    [InlineData("work films -- cat")]
    [InlineData("status")]
    [InlineData("doctor")]
    public async Task One_of_a_newer_version_is_left_to_the_newer_program(string arguments)
    {
        var file = home.File("queue.db");
        await home.RunAsync("send", "films", "x", "--broker", "file:" + file);
        Age(file, 99);

        await RefusedAsync(file, arguments, "newer");
    }

    // The header of every SQLite file holds PRAGMA user_version there, the highest byte first.
    private static void Age(string file, byte version)
    {
        using var stream = File.OpenWrite(file);
        stream.Position = 63;
        stream.WriteByte(version);
    }

    private async Task RefusedAsync(string file, string arguments, string words)
    {
        home.Environment["HAULBEAT_BROKER"] = "file:" + file;

        var end = await home.RunAsync(arguments.Split(' '));

        end.ExitCode.Should().Be(1, end.Errors);
        (end.Text + end.Errors).Should().Contain(file).And.Contain(words).And.NotContain("   at ");
    }
}
