
using Haulbeat.Contracts.Tests.Contract;
namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class AnsweringTheSender : AnsweringTheSender<SqliteFixture>;

public sealed class BuryingAJob : BuryingAJob<SqliteFixture>;

public sealed class CancellingTheWait : CancellingTheWait<SqliteFixture>;

public sealed class CarryingACheckpoint : CarryingACheckpoint<SqliteFixture>;

public sealed class CompletingAJob : CompletingAJob<SqliteFixture>;

public sealed class CrashingWithAJob : CrashingWithAJob<SqliteFixture>;

public sealed class FollowingAWorker : FollowingAWorker<SqliteFixture>;

public sealed class InterruptingAJob : InterruptingAJob<SqliteFixture>;

public sealed class ManyAtOnce : ManyAtOnce<SqliteFixture>;

public sealed class QueuesThatDoNotExist : QueuesThatDoNotExist<SqliteFixture>;

public sealed class ReceivingSideBySide : ReceivingSideBySide<SqliteFixture>;

public sealed class ReceivingAJob : ReceivingAJob<SqliteFixture>;

public sealed class RefusingWhatIsTooLarge : RefusingWhatIsTooLarge<SqliteFixture>;

public sealed class ReleasingAJob : ReleasingAJob<SqliteFixture>;

public sealed class RenewingCustody : RenewingCustody<SqliteFixture>;

public sealed class SharingAnId : SharingAnId<SqliteFixture>;

public sealed class StoppingTheReceiver : StoppingTheReceiver<SqliteFixture>;

public sealed class TakingFromSeveralQueues : TakingFromSeveralQueues<SqliteFixture>;

public sealed class TellingWhetherAQueueIsEmpty : TellingWhetherAQueueIsEmpty<SqliteFixture>;

public sealed class WaitingForTheEnd : WaitingForTheEnd<SqliteFixture>;

public sealed class NamingTheOutcome : NamingTheOutcome<SqliteFixture>;
