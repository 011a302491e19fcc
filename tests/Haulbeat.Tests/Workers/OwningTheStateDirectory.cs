using Haulbeat.Testing;
using Haulbeat.Worker;

namespace Haulbeat.Tests.Workers;

public sealed class OwningTheStateDirectory : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    [Fact]
    public void It_has_one_owner_at_a_time()
    {
        using (StateDirectory.Open(folder.File("state")))
        {
            StateDirectory.TryOpen(folder.File("state")).Should().BeNull();
            FluentActions.Invoking(() => StateDirectory.Open(folder.File("state"))).Should().Throw<StateDirectoryException>().WithMessage("*in use*another state directory*");
        }

        using var next = StateDirectory.TryOpen(folder.File("state"));
        next.Should().NotBeNull();
    }

    [Fact]
    public void A_file_in_its_place_is_told_apart_from_a_lock()
    {
        File.WriteAllText(folder.File("state"), "");

        FluentActions.Invoking(() => StateDirectory.Open(folder.File("state"))).Should().Throw<StateDirectoryException>().WithMessage("*cannot be used*");
    }

    public void Dispose() => folder.Dispose();
}
