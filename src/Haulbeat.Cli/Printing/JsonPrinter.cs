namespace Haulbeat.Cli.Printing;

/// <summary>An event per line on stdout, flushed at once. A stdout that fails is given up, never a job.</summary>
internal sealed class JsonPrinter : IEventPrinter
{
    private bool broken;

    public void Print(TimedEvent timed)
    {
        if (broken)
        {
            return;
        }

        try
        {
            JsonLine.Print(json => EventJson.Write(json, timed));
        }
        catch (IOException exception)
        {
            broken = true;
            Complaint.Say($"stdout cannot be written ({exception.Message}): the jobs go on, without events");
        }
    }

    public ValueTask DisposeAsync() => default;
}
