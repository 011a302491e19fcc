using EmbeddedQueue;

// Measures the embedded queue with several processes; bench/embedded-queue.sh compares the figures with SQLite's raw commit rate.
return args switch
{
    ["send", var file, var count, var atOnce] => await Roles.SendAsync(file, Number(count), Number(atOnce)),
    ["work", var file, var count, var atOnce] => await Roles.WorkAsync(file, Number(count), Number(atOnce)),
    ["echo", var file, var count] => await Roles.EchoAsync(file, Number(count)),
    ["idle", var file, var seconds] => await Roles.IdleAsync(file, Number(seconds)),
    ["throughput", var folder, var jobs, var processes, var atOnce] => await Measurements.ThroughputAsync(folder, Number(jobs), Number(processes), Number(atOnce)),
    ["latency", var folder, var jobs] => await Measurements.LatencyAsync(folder, Number(jobs)),
    _ => 2,
};

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
