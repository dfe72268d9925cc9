using System.Text;

namespace Atelier.Kernel.Tests;

/// <summary>What comes over a socket is a message or is refused with the reason.</summary>
public sealed class MessageReaderTests
{
    private static readonly MessageSigner Signer = new("a key");

    [Fact]
    public void Read_Message_HasItsParts()
    {
        var message = Read(Frames());

        Assert.NotNull(message);
        Assert.Equal(("1", "execute_request", "0"), (message.Id, message.Type, message.ParentId));
        Assert.Equal("1 + 1", message.Content.Text("code"));
        Assert.Equal("me", Encoding.UTF8.GetString(Assert.Single(message.Identities)));
    }

    [Fact]
    public void Read_Buffers_AreTolerated() => Assert.NotNull(Read([.. Frames(), [1, 2, 3], []]));

    [Fact]
    public void Read_UpperCaseSignature_IsWrong() => AssertRefused(
        Change(2, frame => Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(frame).ToUpperInvariant())), "signature is wrong");

    [Fact]
    public void Read_ChangedContent_IsRefused() => AssertRefused(Change(6, _ => """{"code":"2 + 2"}"""u8.ToArray()), "signature is wrong");

    [Fact]
    public void Read_NoSignature_IsRefused() => AssertRefused(Change(2, _ => []), "signature is wrong");

    [Fact]
    public void Read_NoKey_TakesAnySignature()
    {
        var frames = Change(2, _ => "anything"u8.ToArray());

        Assert.NotNull(new MessageReader(new MessageSigner("")).Read(frames, out _));
        Assert.Empty(new MessageSigner("").Sign([.. frames]));
    }

    [Fact]
    public void Read_NoFrames_IsRefused() => AssertRefused([], "none of its 0 frames is the delimiter");

    [Fact]
    public void Read_NoDelimiter_IsRefused() => AssertRefused(Change(1, _ => "<ids|msg>"u8.ToArray()), "is the delimiter");

    [Fact]
    public void Read_TooFewFrames_IsRefused() => AssertRefused([.. Frames().Take(6)], "4 frames follow its delimiter; expected at least 5");

    [Theory]
    [InlineData(3, "not json", "its header is no JSON object")]
    [InlineData(4, "[]", "its parent header is no JSON object")]
    [InlineData(5, "{} {}", "its metadata is no JSON object")]
    [InlineData(6, "null", "its content is no JSON object")]
    [InlineData(3, "{\"msg_type\":\"execute_request\"}", "has no `msg_id`")]
    [InlineData(3, "{\"msg_id\":1,\"msg_type\":\"x\"}", "has no `msg_id`")]
    [InlineData(3, "{\"msg_id\":\"\\ud800\",\"msg_type\":\"x\"}", "has no `msg_id`")]
    public void Read_WrongPart_IsRefusedByName(int frame, string text, string reason) =>
        AssertRefused(Sign(Change(frame, _ => Encoding.UTF8.GetBytes(text))), reason);

    [Fact]
    public void Read_TenThousandMutations_AreMessagesOrRefused()
    {
        var random = new Random(20260731);
        var read = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var frames = Frames();
            for (var changes = random.Next(1, 5); changes > 0; changes--)
                frames = Mutate(random, frames);
            // Half of them pass the signature, so that what stands behind it is tried as well.
            if (random.Next(2) == 0 && frames.Count >= 7)
                frames = Sign(frames);

            var message = new MessageReader(Signer).Read(frames, out var reason);

            Assert.Equal(message is null, reason.Length > 0);
            if (message is null)
                continue;
            read++;
            _ = RequestLanguage.Find(message);
            _ = (message.Content.Text("code"), message.Content.Number("cursor_pos"), message.Content.Flag("silent"));
        }
        Assert.InRange(read, 100, 9_900);
    }

    private static List<byte[]> Mutate(Random random, List<byte[]> frames)
    {
        var changed = frames.ConvertAll(frame => (byte[])frame.Clone());
        var at = random.Next(changed.Count + 1);
        switch (random.Next(6))
        {
            case 0 when at < changed.Count && changed.Count > 1:
                changed.RemoveAt(at);
                break;
            case 1:
                var fresh = new byte[random.Next(40)];
                random.NextBytes(fresh);
                changed.Insert(at, fresh);
                break;
            case 2 when at < changed.Count:
                changed[at] = changed[at][..random.Next(changed[at].Length + 1)];
                break;
            case 3 when at < changed.Count:
                changed[at] = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", random.Next(400))));
                break;
            case 4 when at < changed.Count:
                changed.Insert(random.Next(changed.Count), changed[at]);
                break;
            default:
                if (at < changed.Count && changed[at].Length > 0)
                    changed[at][random.Next(changed[at].Length)] = (byte)random.Next(256);
                break;
        }
        return changed;
    }

    private static JupyterMessage? Read(List<byte[]> frames) => new MessageReader(Signer).Read(frames, out _);

    private static void AssertRefused(List<byte[]> frames, string why)
    {
        var message = new MessageReader(Signer).Read(frames, out var reason);

        Assert.Null(message);
        Assert.Contains(why, reason);
    }

    private static List<byte[]> Frames() => Sign(
    [
        "me"u8.ToArray(), "<IDS|MSG>"u8.ToArray(), [],
        """{"msg_id":"1","msg_type":"execute_request","session":"s","username":"u","version":"5.4"}"""u8.ToArray(),
        """{"msg_id":"0"}"""u8.ToArray(),
        """{"polyglot_notebook":{"kernelName":"fsharp"}}"""u8.ToArray(),
        """{"code":"1 + 1","silent":false,"cursor_pos":3,"user_expressions":{"a":"b"}}"""u8.ToArray(),
    ]);

    private static List<byte[]> Change(int frame, Func<byte[], byte[]> change)
    {
        var frames = Frames();
        frames[frame] = change(frames[frame]);
        return frames;
    }

    private static List<byte[]> Sign(List<byte[]> frames)
    {
        frames[2] = Signer.Sign([.. frames[3..7]]);
        return frames;
    }
}
