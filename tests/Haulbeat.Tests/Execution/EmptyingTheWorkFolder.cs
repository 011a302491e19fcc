using Haulbeat.Runner;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Execution;

public sealed class EmptyingTheWorkFolder : IDisposable
{
    private readonly TemporaryDirectory folder = new();
    private readonly WorkFolder work;

    public EmptyingTheWorkFolder()
    {
        work = new WorkFolder(folder.Path);
        work.Make().Should().Be(0);
    }

    [Fact]
    public void What_a_link_in_its_place_leads_to_is_left_alone()
    {
        Directory.CreateDirectory(folder.File("precious"));
        File.WriteAllText(folder.File("precious/film"), "a film");
        Directory.Delete(work.Path);
        Directory.CreateSymbolicLink(work.Path, folder.File("precious"));

        work.Empty();

        File.Exists(folder.File("precious/film")).Should().BeTrue();
        Directory.Exists(work.Path).Should().BeFalse();
        work.Make().Should().Be(0);
        new DirectoryInfo(work.Path).LinkTarget.Should().BeNull();
    }

    [Fact]
    public void What_links_in_it_lead_to_is_left_alone()
    {
        Directory.CreateDirectory(folder.File("precious"));
        File.WriteAllText(folder.File("precious/film"), "a film");
        Directory.CreateSymbolicLink(work.Path + "/link", folder.File("precious"));

        work.Empty();

        File.Exists(folder.File("precious/film")).Should().BeTrue();
        Directory.EnumerateFileSystemEntries(work.Path).Should().BeEmpty();
    }

    [Fact]
    public void Folders_that_were_made_unwritable_go_too()
    {
        var inner = Directory.CreateDirectory(work.Path + "/module/inner");
        File.WriteAllText(inner.FullName + "/file", "");
        inner.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        inner.Parent!.UnixFileMode = UnixFileMode.None;

        work.Empty();

        Directory.EnumerateFileSystemEntries(work.Path).Should().BeEmpty();
    }

    public void Dispose()
    {
        work.Dispose();
        folder.Dispose();
    }
}
