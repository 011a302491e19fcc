using CsCheck;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Tests.Execution;

public sealed class SpeakingInFrames
{
    private static readonly Gen<Frame> Frames = Gen.Select(Gen.String, Gen.Long, Gen.Byte.Array[0, 200_000], (text, number, body) =>
        new Frame(FrameKind.Start) { Body = body }.Add(FrameField.Job, text.Replace("\0", "", StringComparison.Ordinal)).Add(FrameField.Argument, "a=b").Add(FrameField.Argument, "").Add(FrameField.Run, number));

    [Fact]
    public void Frames_come_out_as_they_went_in_however_the_stream_is_cut() => Gen.Select(Frames.Array[1, 4], Gen.Int[1, 70_000]).Sample(
        (sent, cut) =>
        {
            var stream = sent.SelectMany(frame => frame.Encode().SelectMany(part => part.ToArray())).ToArray();

            var received = ReadInPieces(stream, cut);

            return received.Count == sent.Length && received.Zip(sent).All(pair => Same(pair.First, pair.Second));
        },
        iter: 200);

    [Fact]
    public void An_unknown_field_is_ignored()
    {
        var frame = ReadInPieces(new Frame(FrameKind.Stop).Add("from-the-future", "x").Add(FrameField.Grace, 5).Encode().Single().ToArray(), 3).Single();

        frame.Number(FrameField.Grace).Should().Be(5);
        frame.Number(FrameField.Reason).Should().BeNull();
    }

    private static List<Frame> ReadInPieces(byte[] stream, int cut)
    {
        var buffer = new FrameBuffer();
        var frames = new List<Frame>();
        for (var position = 0; position < stream.Length;)
        {
            var room = buffer.Room();
            var count = Math.Min(Math.Min(cut, room.Length), stream.Length - position);
            stream.AsMemory(position, count).CopyTo(room);
            buffer.Filled(count);
            position += count;
            while (buffer.Take() is { } frame)
            {
                frames.Add(frame);
            }
        }

        return frames;
    }

    private static bool Same(Frame left, Frame right) =>
        left.Kind == right.Kind
        && left.Body.Span.SequenceEqual(right.Body.Span)
        && left.Text(FrameField.Job) == right.Text(FrameField.Job)
        && left.Number(FrameField.Run) == right.Number(FrameField.Run)
        && left.All(FrameField.Argument).Select(bytes => bytes.Length).SequenceEqual([3, 0]);
}
