using System.Text.Json;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>What became of the jobs that met a fault: a cell of the table in docs/guarantees.md.</summary>
internal sealed record MatrixRow(string Fault, string Broker, int Sent, int Started, int Ended, int Twice, int Lost, string Note, bool Held)
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    /// <summary>Leaves it where eng/fault-matrix finds it.</summary>
    public void Write()
    {
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts/fault-matrix")).FullName;
        File.WriteAllText(Path.Combine(folder, $"{FileName(Fault)}.{FileName(Broker)}.json"), JsonSerializer.Serialize(this, Names));
    }

    private static string FileName(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
}
