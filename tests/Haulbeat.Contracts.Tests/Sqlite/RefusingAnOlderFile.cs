using Haulbeat.Sqlite.Schema;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class RefusingAnOlderFile : QueueFileTest
{
    [Fact]
    public async Task A_file_from_before_the_first_release_is_refused_and_left_as_it_is()
    {
        Meddle($"CREATE TABLE job (number INTEGER); INSERT INTO job VALUES (1); PRAGMA application_id = {Migrations.ApplicationId}; PRAGMA user_version = {Migrations.Oldest - 1};");

        var refusal = await RefusalAsync();

        refusal.Error.Should().Be(TransportError.BadStore);
        refusal.Message.Should().Contain("before the first release").And.Contain(File);
        (Count("SELECT count(*) FROM job"), Count("PRAGMA user_version")).Should().Be((1, Migrations.Oldest - 1));
    }

    [Fact]
    public async Task A_new_file_has_the_newest_schema()
    {
        await using var transport = await OpenAsync();

        (Count("PRAGMA user_version"), Count("PRAGMA application_id")).Should().Be((Migrations.Newest, Migrations.ApplicationId));
    }

    [Fact]
    public void Each_step_starts_where_the_one_before_ended()
    {
        Migrations.ScriptFrom(0).Should().StartWith(QueueSchema.Sql);
        Migrations.ScriptFrom(Migrations.Newest).Should().NotContain("CREATE");
    }
}
