
using Haulbeat.Contracts.Tests.Contract;
namespace Haulbeat.Contracts.Tests.RabbitMQ;

[Trait("Broker", "Each")]
public sealed class AnsweringTheSender : AnsweringTheSender<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class BuryingAJob : BuryingAJob<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class CancellingTheWait : CancellingTheWait<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class CompletingAJob : CompletingAJob<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class CrashingWithAJob : CrashingWithAJob<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class ManyAtOnce : ManyAtOnce<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class QueuesThatDoNotExist : QueuesThatDoNotExist<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class ReceivingAJob : ReceivingAJob<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class RefusingWhatIsTooLarge : RefusingWhatIsTooLarge<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class ReleasingAJob : ReleasingAJob<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class RenewingCustody : RenewingCustody<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class SharingAnId : SharingAnId<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class StoppingTheReceiver : StoppingTheReceiver<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class TakingFromSeveralQueues : TakingFromSeveralQueues<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class TellingWhetherAQueueIsEmpty : TellingWhetherAQueueIsEmpty<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class WaitingForTheEnd : WaitingForTheEnd<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class CarryingACheckpoint : CarryingACheckpoint<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class FollowingAWorker : FollowingAWorker<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class InterruptingAJob : InterruptingAJob<RabbitMQFixture>;

[Trait("Broker", "Each")]
public sealed class NamingTheOutcome : NamingTheOutcome<RabbitMQFixture>;
