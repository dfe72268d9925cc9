using System.Collections;
using Atelier.Onnx;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Atelier.Inference.Tests.Fuzzing;

/// <summary>Damages models: in their bytes, and in any field of any message of them, with parts of other models too.</summary>
internal sealed class ModelMutator(IReadOnlyList<byte[]> corpus, Random random)
{
    private static readonly long[] Whole =
        [0, 1, -1, 2, 3, 7, 8, 127, 128, 255, 256, 65535, 1 << 20, int.MaxValue, int.MinValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue];

    private static readonly double[] Real = [0, -0.0, 1, -1, 0.5, 1e-30, 1e30, double.NaN, double.PositiveInfinity, double.NegativeInfinity, int.MaxValue, 1e18];

    private static readonly string[] Texts =
        ["", "x", "y", "out_0", "../../../../etc/passwd", "\0", "\uffff", "Loop", "If", "Add", "LEAF", "BRANCH_EQ", "NONE", "ij->", "...", "ai.onnx.ml", "com.microsoft", "100"];

    /// <summary>One of the corpus, damaged.</summary>
    public byte[] Next()
    {
        var file = Any(corpus);
        if (random.Next(4) == 0)
        {
            return MutateBytes(file);
        }

        var model = ModelProto.Parser.ParseFrom(file);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            MutateField(model);
        }

        return model.ToByteArray();
    }

    private byte[] MutateBytes(byte[] file)
    {
        byte[] copy = [.. file];
        switch (random.Next(4))
        {
            case 0:
                for (var i = random.Next(1, 8); i > 0; i--)
                {
                    copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
                }

                return copy;
            case 1:
                return copy[..random.Next(copy.Length)];
            case 2:
                var at = random.Next(copy.Length);
                var length = Math.Min(random.Next(1, 16), copy.Length - at);
                return [.. copy[..at], .. copy[at..(at + length)], .. copy[at..]];
            default:
                var other = Any(corpus);
                return [.. copy[..random.Next(copy.Length)], .. other[random.Next(other.Length)..]];
        }
    }

    private void MutateField(ModelProto model)
    {
        var messages = new List<IMessage>();
        Collect(model, messages);

        // Nodes and their settings are what native code reads most of; names that lead nowhere are refused before it.
        var wanted = messages.Where(message => message is AttributeProto or TensorProto or NodeProto).ToArray();
        var target = wanted.Length > 0 && random.Next(4) > 0 ? Any(wanted) : Any(messages);
        var fields = target.Descriptor.Fields.InDeclarationOrder();
        var set = fields.Where(field => IsSet(field, target)).ToArray();
        var chosen = set.Length > 0 && random.Next(6) > 0 ? Any(set) : Any([.. fields]);
        if (chosen.IsMap)
        {
            return;
        }

        if (chosen.IsRepeated)
        {
            MutateList((IList)chosen.Accessor.GetValue(target), chosen, messages);
        }
        else if (random.Next(8) == 0)
        {
            chosen.Accessor.Clear(target);
        }
        else
        {
            chosen.Accessor.SetValue(target, Changed(chosen, chosen.Accessor.GetValue(target), messages));
        }
    }

    private void MutateList(IList list, FieldDescriptor field, List<IMessage> messages)
    {
        switch (random.Next(7))
        {
            case 0 when list.Count > 0:
                list.RemoveAt(random.Next(list.Count));
                break;
            case 1 when list.Count > 0:
                var copy = list[random.Next(list.Count)]!;
                for (var times = random.Next(8) == 0 ? 1000 : 1; times > 0; times--)
                {
                    list.Insert(random.Next(list.Count), copy is IMessage message ? Clone(message) : copy);
                }

                break;
            case 2 when list.Count > 1:
                var (first, second) = (random.Next(list.Count), random.Next(list.Count));
                (list[first], list[second]) = (list[second], list[first]);
                break;
            case 3:
                list.Clear();
                break;
            case 4:
                list.Add(Changed(field, null, messages));
                break;
            default:
                if (list.Count == 0)
                {
                    list.Add(Changed(field, null, messages));
                }
                else
                {
                    var at = random.Next(list.Count);
                    list[at] = Changed(field, list[at], messages);
                }

                break;
        }
    }

    private object Changed(FieldDescriptor field, object? value, List<IMessage> messages) => field.FieldType switch
    {
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => value is long old && random.Next(3) == 0 ? unchecked(old + random.Next(-3, 4)) : Any(Whole),
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)Any(Whole)),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => random.Next(3) == 0 ? random.Next(-1, 30) : unchecked((int)Any(Whole)),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)Any(Whole)),
        FieldType.Float => (float)Any(Real),
        FieldType.Double => Any(Real),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.String => Text(messages, value as string),
        FieldType.Bytes => Bytes(value as ByteString),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, random.Next(-1, 20)),
        _ => Message(field.MessageType, value as IMessage, messages),
    };

    private string Text(List<IMessage> messages, string? value) => random.Next(4) switch
    {
        0 => Any(Texts),
        1 => new string('n', random.Next(100) == 0 ? 1 << 20 : random.Next(200)),
        2 when value is { Length: > 0 } => value[..random.Next(value.Length)],
        _ => Any([.. messages.OfType<NodeProto>().SelectMany(node => node.Input.Concat(node.Output).Append(node.OpType)), "x"]),
    };

    private ByteString Bytes(ByteString? value)
    {
        var bytes = value?.ToByteArray() ?? [];
        switch (random.Next(4))
        {
            case 0:
                return ByteString.CopyFrom(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            case 1:
                return ByteString.CopyFrom([.. bytes, .. BitConverter.GetBytes(Any(Whole))]);
            case 2 when bytes.Length >= 8:
                BitConverter.TryWriteBytes(bytes.AsSpan(random.Next(bytes.Length / 8) * 8), Any(Whole));
                return ByteString.CopyFrom(bytes);
            default:
                return ByteString.CopyFromUtf8(Any(Texts));
        }
    }

    private IMessage Message(MessageDescriptor type, IMessage? value, List<IMessage> messages)
    {
        var donors = new List<IMessage>(messages);
        if (random.Next(2) == 0)
        {
            Collect(ModelProto.Parser.ParseFrom(Any(corpus)), donors);
        }

        var fitting = donors.Where(message => message.Descriptor == type && message != value).ToArray();
        return fitting.Length > 0 && random.Next(8) > 0 ? Clone(Any(fitting)) : type.Parser.ParseFrom([]);
    }

    private static void Collect(IMessage message, List<IMessage> found)
    {
        found.Add(message);
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message && IsSet(field, message)))
        {
            var value = field.Accessor.GetValue(message);
            foreach (var inner in value is IMessage one ? [one] : ((IEnumerable)value).OfType<IMessage>())
            {
                Collect(inner, found);
            }
        }
    }

    private static bool IsSet(FieldDescriptor field, IMessage message) => field.IsRepeated
        ? field.Accessor.GetValue(message) is IList { Count: > 0 }
        : field.FieldType == FieldType.Message ? field.Accessor.GetValue(message) is not null : field.Accessor.HasValue(message);

    private static IMessage Clone(IMessage message) => message.Descriptor.Parser.ParseFrom(message.ToByteString());

    private T Any<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
