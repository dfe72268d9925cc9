namespace Atelier.Serving.Tests;

/// <summary>Spoils messages at random: bytes are changed, taken away, doubled and put in.</summary>
internal static class Mutation
{
    /// <summary>A message with one to three changes.</summary>
    /// <param name="message">The message.</param>
    /// <param name="random">Where the changes come from.</param>
    /// <param name="insertion">What is put in at times.</param>
    /// <param name="change">How a byte changes at times, so that most of the message is still understood.</param>
    public static byte[] Of(byte[] message, Random random, Func<byte[]> insertion, Func<byte, byte> change)
    {
        var bytes = message.ToList();
        for (var left = random.Next(1, 4); left > 0 && bytes.Count > 0; left--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 20), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, insertion());
                    break;
                default:
                    bytes[at] = change(bytes[at]);
                    break;
            }
        }

        return [.. bytes];
    }
}
