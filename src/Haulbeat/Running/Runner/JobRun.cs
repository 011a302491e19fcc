namespace Haulbeat.Running.Runner;

internal sealed class JobRun(RunSpecification specification, WorkerLink link, IReadOnlyList<byte[]> environment, TimeProvider time)
{
    public void Run()
    {
        _ = (specification, link, environment, time);
        throw new NotSupportedException();
    }
}
