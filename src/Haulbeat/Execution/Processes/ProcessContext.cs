namespace Haulbeat.Execution.Processes;

/// <summary>What all runs of an executor share.</summary>
internal sealed record ProcessContext(ProcessExecutorOptions Options, RunDirectory Directory, TimeProvider Time);
