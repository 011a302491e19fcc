namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Takes one message of the log. Must be quick and must not throw.</summary>
/// <param name="offset">Where it stands.</param>
/// <param name="mark">The mark that it carries, if it is one.</param>
/// <param name="body">Its body, gone after the call.</param>
/// <returns>False if no more is wanted.</returns>
internal delegate bool LogHandler(long offset, string? mark, ReadOnlySpan<byte> body);
