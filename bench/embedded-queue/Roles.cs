using System.Globalization;
using Haulbeat;
using Haulbeat.Receiving;
using Haulbeat.Settling;
using Haulbeat.Sqlite;

namespace EmbeddedQueue;

/// <summary>What each process of a measurement does. A process prints "ready", and begins when it reads a line from its standard input.</summary>
internal static class Roles
{
    private const string Queue = "bench";

    public static async Task<int> SendAsync(string file, int count, int atOnce)
    {
        await using var transport = await OpenAsync(file);
        await WarmUpAsync(transport);
        await WaitForStartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, token) =>
            await transport.SendAsync(NewJob($"film-{i}.mkv"), QueueDeclaration.Quorum, token));
        return 0;
    }

    public static async Task<int> WorkAsync(string file, int count, int atOnce)
    {
        await using var transport = await OpenAsync(file);
        await using var receiver = await ReceiveAsync(transport);
        await WarmUpAsync(transport);
        await WaitForStartAsync();
        using var slots = new SemaphoreSlim(atOnce);
        for (var taken = 0; taken < count; taken++)
        {
            await slots.WaitAsync();
            var delivery = await receiver.NextAsync(default);
            _ = SettleAsync(delivery, slots);
        }

        for (var i = 0; i < atOnce; i++)
        {
            await slots.WaitAsync();
        }

        return 0;
    }

    /// <summary>Prints the time from send to delivery of each job, in microseconds.</summary>
    public static async Task<int> EchoAsync(string file, int count)
    {
        await using var transport = await OpenAsync(file);
        await using var receiver = await ReceiveAsync(transport);
        await WaitForStartAsync();
        for (var i = 0; i < count; i++)
        {
            var delivery = await receiver.NextAsync(default);
            var now = TimeProvider.System.GetTimestamp();
            var sent = long.Parse(System.Text.Encoding.ASCII.GetString(delivery.Job.Body.Span), CultureInfo.InvariantCulture);
            Console.WriteLine((long)TimeProvider.System.GetElapsedTime(sent, now).TotalMicroseconds);
            await delivery.SettleAsync(new Settlement.Complete(default), default);
        }

        return 0;
    }

    /// <summary>Prints the milliseconds of processor time that waiting costs.</summary>
    public static async Task<int> IdleAsync(string file, int seconds)
    {
        await using var transport = await OpenAsync(file);
        await using var receiver = await ReceiveAsync(transport);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds + 1));
        var waiting = receiver.NextAsync(end.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var before = Environment.CpuUsage.TotalTime;
        await Task.WhenAny(waiting);
        Console.WriteLine((Environment.CpuUsage.TotalTime - before).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture));
        return 0;
    }

    public static Job NewJob(string body) => new() { Id = Guid.CreateVersion7().ToString(), Queue = Queue, Body = System.Text.Encoding.UTF8.GetBytes(body) };

    public static Task<SqliteTransport> OpenAsync(string file) => SqliteTransport.OpenAsync("file:" + file, TimeProvider.System, default);

    /// <summary>Makes the runtime compile the measured code beforehand. Haulbeat's own binary is already compiled.</summary>
    private static async Task WarmUpAsync(SqliteTransport transport)
    {
        var queue = $"warm-{Environment.ProcessId}";
        await using var receiver = await ReceiveAsync(transport, queue);
        for (var i = 0; i < 300; i++)
        {
            await transport.SendAsync(NewJob("") with { Queue = queue }, QueueDeclaration.Quorum, default);
            await (await receiver.NextAsync(default)).SettleAsync(new Settlement.Complete(default), default);
        }
    }

    private static Task<IJobReceiver> ReceiveAsync(SqliteTransport transport, string queue = Queue) => transport.OpenReceiverAsync(
        new ReceiveOptions { Queues = [queue], Worker = $"bench-{Environment.ProcessId}", Reporter = new Silence() }, default);

    private static async Task SettleAsync(IDelivery delivery, SemaphoreSlim slots)
    {
        await delivery.SettleAsync(new Settlement.Complete(default), default);
        slots.Release();
    }

    private static async Task WaitForStartAsync()
    {
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
    }
}
