using Haulbeat.Contracts.Tests.Contract;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class AnsweringTheSender : AnsweringTheSender<RabbitMQFixture>;

public sealed class BuryingAJob : BuryingAJob<RabbitMQFixture>;

public sealed class CancellingTheWait : CancellingTheWait<RabbitMQFixture>;

public sealed class CompletingAJob : CompletingAJob<RabbitMQFixture>;

public sealed class CrashingWithAJob : CrashingWithAJob<RabbitMQFixture>;

public sealed class ManyAtOnce : ManyAtOnce<RabbitMQFixture>;

public sealed class QueuesThatDoNotExist : QueuesThatDoNotExist<RabbitMQFixture>;

public sealed class ReceivingAJob : ReceivingAJob<RabbitMQFixture>;

public sealed class RefusingWhatIsTooLarge : RefusingWhatIsTooLarge<RabbitMQFixture>;

public sealed class ReleasingAJob : ReleasingAJob<RabbitMQFixture>;

public sealed class RenewingCustody : RenewingCustody<RabbitMQFixture>;

public sealed class SharingAnId : SharingAnId<RabbitMQFixture>;

public sealed class StoppingTheReceiver : StoppingTheReceiver<RabbitMQFixture>;

public sealed class TakingFromSeveralQueues : TakingFromSeveralQueues<RabbitMQFixture>;

public sealed class TellingWhetherAQueueIsEmpty : TellingWhetherAQueueIsEmpty<RabbitMQFixture>;

public sealed class WaitingForTheEnd : WaitingForTheEnd<RabbitMQFixture>;
