using Haulbeat.Jobs;

namespace Haulbeat.Sqlite.Queries;

/// <summary>A job that a receiver took out of its queue and has leased.</summary>
/// <param name="Number">The job's number in the file.</param>
/// <param name="Job">The job.</param>
/// <param name="SafeUntil">Until when nobody else can be handed it.</param>
internal sealed record TakenJob(long Number, Job Job, BootInstant SafeUntil);
