using Atelier.Data;

namespace Atelier.Generators;

/// <summary>Five sensors of an invented pump over two weeks, minute by minute.</summary>
internal static class SensorsGenerator
{
    private const ulong Seed = 20_260_601;
    private const int Minutes = 14 * 24 * 60;
    private const int LeastRun = 120; // minutes between two changes of regime
    private const double Gap = 0.004;

    private static readonly DateTime Start = new(2025, 3, 3, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly Regime[] Regimes =
    [
        new("idle", Temperature: 32, Vibration: 0.4, Pressure: 1.1, Current: 2.0, Speed: 300),
        new("normal", Temperature: 58, Vibration: 1.6, Pressure: 4.2, Current: 11, Speed: 1480),
        new("high", Temperature: 71, Vibration: 2.4, Pressure: 6.0, Current: 16.5, Speed: 2100),
        new("cleaning", Temperature: 45, Vibration: 1.1, Pressure: 2.6, Current: 7.5, Speed: 900),
    ];

    /// <summary>The readings, and the list of changes and faults.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Files()
    {
        var chance = new SplitMix64(Seed);
        var regimes = Plan(chance);
        var faults = Faults(chance);
        return [("sensors.csv.gz", Readings(chance, regimes, faults)), ("events.csv.gz", Events(regimes, faults))];
    }

    private static string[] FaultNames => ["spike", "leak", "bearing", "stuck"];

    /// <summary>The regime of each minute: runs of two to twelve hours.</summary>
    private static int[] Plan(SplitMix64 chance)
    {
        var plan = new int[Minutes];
        var (at, regime) = (0, 0);
        while (at < Minutes)
        {
            var end = Math.Min(Minutes, at + LeastRun + chance.Below(600));
            end = Minutes - end < LeastRun ? Minutes : end;
            Array.Fill(plan, regime, at, end - at);
            at = end;
            regime = (regime + 1 + chance.Below(Regimes.Length - 1)) % Regimes.Length;
        }

        return plan;
    }

    /// <summary>Faults that do not overlap, each kind several times.</summary>
    private static List<Fault> Faults(SplitMix64 chance)
    {
        var faults = new List<Fault>();
        for (var number = 0; number < 44; number++)
        {
            var kind = number < 20 ? 0 : 1 + (number % 3);
            var length = kind switch { 0 => 1 + chance.Below(3), 1 => 60 + chance.Below(120), 2 => 90 + chance.Below(180), _ => 20 + chance.Below(60) };
            Fault fault;
            do
            {
                fault = new Fault(kind, 60 + chance.Below(Minutes - length - 120), length, chance.Happens(0.5) ? 1 : -1);
            }
            while (faults.Any(other => fault.Start < other.End + 30 && other.Start < fault.End + 30));

            faults.Add(fault);
        }

        return [.. faults.OrderBy(fault => fault.Start)];
    }

    private static byte[] Readings(SplitMix64 chance, int[] regimes, List<Fault> faults)
    {
        var table = new CsvText("time", "temperature_c", "vibration_mm_s", "pressure_bar", "current_a", "speed_rpm", "regime", "condition");
        var pump = new Pump(Regimes[regimes[0]]);
        var day = new Rotation(24 * 60);
        double[] shown = [];
        for (var minute = 0; minute < Minutes; minute++)
        {
            var fault = faults.FirstOrDefault(fault => minute >= fault.Start && minute < fault.End);
            var values = pump.Step(chance, Regimes[regimes[minute]], day.Next(), minute, fault);
            if (fault is not { Kind: 3 } || minute == fault.Start)
            {
                shown = values; // a stuck recorder repeats its first values
            }

            table.Add(
                CsvText.Minute(Start.AddMinutes(minute)),
                Shown(0, 1),
                Shown(1, 2),
                Shown(2, 2),
                Shown(3, 1),
                Shown(4, 0),
                Regimes[regimes[minute]].Name,
                fault is null ? "ok" : FaultNames[fault.Kind]);
        }

        return table.Bytes;

        string? Shown(int sensor, int decimals)
        {
            var missing = chance.Happens(Gap);
            return missing ? null : CsvText.Number(shown[sensor], decimals);
        }
    }

    private static byte[] Events(int[] regimes, List<Fault> faults)
    {
        var events = new CsvText("start", "minutes", "kind", "what");
        var changes = Enumerable.Range(0, Minutes).Where(minute => minute == 0 || regimes[minute] != regimes[minute - 1]).ToArray();
        var all = changes
            .Select((start, i) => (Start: start, Length: (i + 1 < changes.Length ? changes[i + 1] : Minutes) - start, Kind: "regime", What: Regimes[regimes[start]].Name))
            .Concat(faults.Select(fault => (fault.Start, fault.Length, "fault", FaultNames[fault.Kind])));
        foreach (var (start, length, kind, what) in all.OrderBy(entry => entry.Start))
        {
            events.Add(CsvText.Minute(Start.AddMinutes(start)), CsvText.Whole(length), kind, what);
        }

        return events.Bytes;
    }

    private sealed record Regime(string Name, double Temperature, double Vibration, double Pressure, double Current, double Speed);

    private sealed record Fault(int Kind, int Start, int Length, int Sign)
    {
        public int End => Start + Length;
    }

    /// <summary>A point that goes round once in a number of steps; its height is a sine without the function, which rounds differently elsewhere.</summary>
    private sealed class Rotation
    {
        private readonly double _cosine;
        private readonly double _sine;
        private (double X, double Y) _point = (1, 0);

        public Rotation(int steps)
        {
            var half = Math.PI / steps; // the tangent of half a small angle is nearly that angle
            half += half * half * half / 3;
            (_cosine, _sine) = ((1 - (half * half)) / (1 + (half * half)), 2 * half / (1 + (half * half)));
        }

        public double Next()
        {
            _point = ((_cosine * _point.X) - (_sine * _point.Y), (_sine * _point.X) + (_cosine * _point.Y));
            return _point.Y;
        }
    }

    /// <summary>Each value follows what the regime asks for, the heat slowly and the rest fast.</summary>
    private sealed class Pump(Regime start)
    {
        private double _temperature = start.Temperature;
        private double _speed = start.Speed;
        private double _pressure = start.Pressure;
        private double _unrest; // slow noise that all share

        public double[] Step(SplitMix64 chance, Regime regime, double day, int minute, Fault? fault)
        {
            var worn = fault is { Kind: 2 } ? (minute - fault.Start + 1) / (double)fault.Length : 0; // a bearing fails little by little
            var leak = fault is { Kind: 1 } ? 0.35 : 0;
            _unrest = (0.97 * _unrest) + (0.05 * chance.Bell());
            _speed += 0.5 * ((regime.Speed * (1 + (0.01 * _unrest))) - _speed);
            _pressure += 0.4 * ((regime.Pressure * (1 - leak) * (1 + (0.03 * _unrest))) - _pressure);
            _temperature += 0.03 * (regime.Temperature + (2 * day) + (9 * worn) - _temperature);
            var spike = fault is { Kind: 0 } ? fault.Sign : 0;
            return
            [
                _temperature + (0.25 * chance.Bell()),
                Math.Max(0.05, (regime.Vibration * (1 + (0.1 * _unrest) + (1.8 * worn) + (0.06 * chance.Bell()))) + (spike > 0 ? 6 : 0)),
                Math.Max(0, _pressure + (0.03 * chance.Bell()) + (spike < 0 ? 3.5 : 0)),
                Math.Max(0, (regime.Current * (1 + (0.02 * _unrest) + (0.25 * leak) + (0.12 * worn))) + (0.15 * chance.Bell())),
                _speed + (4 * chance.Bell()),
            ];
        }
    }
}
