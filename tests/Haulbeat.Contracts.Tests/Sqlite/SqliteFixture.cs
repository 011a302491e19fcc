using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.Sqlite;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Contracts.Tests.Sqlite;

/// <summary>A queue file in a folder of the test's own.</summary>
public sealed class SqliteFixture : TransportFixture
{
    private readonly TemporaryDirectory directory = new();

    private string File => directory.File("queue.db");

    public override async Task<ITransport> OpenAsync(CancellationToken cancellationToken) =>
        await SqliteTransport.OpenAsync("file:" + File, TimeProvider.System, cancellationToken);

    public override ReadOnlyMemory<byte> OversizedBody() => new byte[(128 << 20) + 1];

    public override async Task<DeadLetter> ReadDeadLetterAsync(string queue, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, body, reason, exit_code, signal, last_output FROM job JOIN message ON job = number WHERE queue = @queue AND state = 'dead'";
        command.Parameters.AddWithValue("@queue", queue);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        (await row.ReadAsync(cancellationToken)).Should().BeTrue();
        return new DeadLetter(row.GetString(0), await row.GetFieldValueAsync<byte[]>(1, cancellationToken), row.GetString(2), Number(row, 3), Number(row, 4), row.GetString(5));
    }

    public override ValueTask DisposeAsync()
    {
        directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
