using Haulbeat.Policies;

namespace Haulbeat.Tests.Policies;

public sealed class PausingLongerEachTime
{
    [Fact]
    public void Each_pause_is_twice_the_last_up_to_the_longest_and_begins_again_once_a_try_worked()
    {
        var pauses = new DoublingPause(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        new[] { pauses.Next(), pauses.Next(), pauses.Next(), pauses.Next(), pauses.Next() }.Select(pause => pause.TotalSeconds).Should().Equal(1, 2, 4, 5, 5);
        pauses.Reset();
        pauses.Next().Should().Be(TimeSpan.FromSeconds(1));
    }
}
