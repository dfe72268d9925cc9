using Atelier.Data;

namespace Atelier.Generators;

/// <summary>Customers of an invented telephone company, and what makes them leave.</summary>
internal static class ChurnGenerator
{
    private const ulong Seed = 20_260_301;
    private const int Rows = 20_000;
    private const int Months = 6; // the last one is drifted

    private static readonly string[] Regions = ["north", "south", "east", "west", "city", "islands"];
    private static readonly string[] Plans = ["basic", "plus", "premium"];
    private static readonly string[] Contracts = ["monthly", "yearly", "two-year"];
    private static readonly string[] Payments = ["card", "debit", "invoice", "wallet"];
    private static readonly double[] PlanPrices = [15, 28, 49];
    private static readonly double[] PlanUse = [0.6, 1, 1.8];

    // How likely an answer is missing, by the satisfaction that was not told: the unhappy answer less.
    private static readonly double[] Silence = [0.6, 0.45, 0.25, 0.15, 0.1];

    /// <summary>The table as it would be met, and the satisfaction and the probability of leaving behind it.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Files()
    {
        var chance = new SplitMix64(Seed);
        var table = new CsvText(
            "customer_id", "month", "signup_date", "region", "plan", "contract", "payment", "age", "monthly_charge_eur", "data_gb",
            "support_calls", "late_payments", "satisfaction", "autopay", "referral_code", "churned");
        var truth = new CsvText("customer_id", "satisfaction", "churn_probability");
        var numbers = Enumerable.Range(100_000, 900_000 - 1).Where(number => number % 37 == 0).Take(Rows).ToArray();
        chance.Shuffle<int>(numbers);
        for (var row = 0; row < Rows; row++)
        {
            var customer = Customer.Draw(chance, numbers[row], row * Months / Rows);
            var probability = SteadyMath.Logistic(customer.Score);
            var churned = chance.Happens(probability);
            Record(chance, table, customer, churned);
            truth.Add(customer.Id, CsvText.Whole(customer.Satisfaction), CsvText.Number(probability, 4));
        }

        return [("churn.csv.gz", table.Bytes), ("truth.csv.gz", truth.Bytes)];
    }

    /// <summary>Writes a customer with the gaps and mistakes of real records.</summary>
    private static void Record(SplitMix64 chance, CsvText table, Customer customer, bool churned)
    {
        var age = chance.Happens(0.002) ? (chance.Happens(0.5) ? 0 : 199) : customer.Age;
        var charge = chance.Happens(0.0015) ? -customer.Charge : customer.Charge; // booked with the wrong sign
        var data = chance.Happens(0.004) ? customer.DataGb * 1024 : customer.DataGb; // megabytes, not gigabytes
        var quiet = chance.Happens(Silence[customer.Satisfaction - 1]);
        table.Add(
            customer.Id,
            CsvText.Day(customer.Month),
            CsvText.Day(customer.SignedUp),
            chance.Happens(0.005) ? null : customer.Region,
            customer.Plan,
            customer.Contract,
            chance.Happens(0.01) ? null : customer.Payment,
            chance.Happens(0.03) ? null : CsvText.Whole(age),
            CsvText.Number(charge, 2),
            chance.Happens(customer.Region == "islands" ? 0.35 : 0.01) ? null : CsvText.Number(data, 2),
            CsvText.Whole(customer.SupportCalls),
            CsvText.Whole(customer.LatePayments),
            quiet ? null : CsvText.Whole(customer.Satisfaction),
            customer.Autopay ? "True" : "False",
            chance.Happens(0.82) ? null : $"FR-{(char)('A' + chance.Below(26))}{100 + chance.Below(40)}",
            churned ? "yes" : "no");
    }

    /// <summary>What is true of a customer.</summary>
    private sealed record Customer
    {
        public required string Id { get; init; }

        public required DateTime Month { get; init; }

        public required DateTime SignedUp { get; init; }

        public required string Region { get; init; }

        public required string Plan { get; init; }

        public required string Contract { get; init; }

        public required string Payment { get; init; }

        public required int Age { get; init; }

        public required double Charge { get; init; }

        public required double DataGb { get; init; }

        public required int SupportCalls { get; init; }

        public required int LatePayments { get; init; }

        public required int Satisfaction { get; init; }

        public required bool Autopay { get; init; }

        private bool IsDrifted => Month.Month == Months;

        /// <summary>The logarithm of the odds of leaving: the formula of the data card.</summary>
        public double Score => -2.3
            + (Contract == "monthly" ? 1.1 : 0) - (Contract == "two-year" ? 0.6 : 0)
            + ((IsDrifted ? 0.07 : 0.03) * (Charge - 30))
            + (0.35 * SupportCalls) + (0.3 * LatePayments) - (0.6 * (Satisfaction - 3))
            - (0.0008 * (Month - SignedUp).Days)
            + (Payment == "invoice" ? 0.4 : 0) - (Autopay ? 0.3 : 0)
            + (Age < 30 ? 0.4 : 0)
            + (DataGb < 1 ? 0.5 : 0) + (Plan == "premium" && DataGb < 5 ? 0.8 : 0);

        public static Customer Draw(SplitMix64 chance, int number, int month)
        {
            var drifted = month == Months - 1;
            var (region, plan) = (chance.Weighted(0.22, 0.2, 0.17, 0.16, 0.2, 0.05), chance.Weighted(0.45, 0.38, 0.17));
            var payment = chance.Weighted(0.4, 0.35, 0.25, drifted ? 0.3 : 0);
            var autopay = chance.Happens(payment == 2 ? 0.05 : 0.75);
            var first = new DateTime(2025, month + 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
            var tenure = chance.Next();
            var support = Poisson(chance, drifted ? 1.6 : 0.8);
            var late = Poisson(chance, autopay ? 0.15 : 0.6);
            var charge = (PlanPrices[plan] + (region == 4 ? 1.5 : 0) + (2.5 * chance.Bell())) * (drifted ? 1.12 : 1);
            return new Customer
            {
                Id = $"C-{number}-{(char)('A' + (number % 26))}",
                Month = first,
                SignedUp = first.AddDays(-1 - Math.Floor(2_190 * tenure * Math.Sqrt(tenure))),
                Region = Regions[region],
                Plan = Plans[plan],
                Contract = Contracts[chance.Weighted(0.55, 0.3, 0.15)],
                Payment = Payments[payment],
                Age = 18 + (int)(62 * (chance.Next() + chance.Next() + chance.Next()) / 3),
                Charge = Math.Round(Math.Max(charge, 5), 2),
                DataGb = Math.Round(4 * PlanUse[plan] * SteadyMath.Exp(0.9 * chance.Bell()), 2),
                SupportCalls = support,
                LatePayments = late,
                Satisfaction = (int)Math.Clamp(Math.Round(3.7 - (0.45 * support) - (0.25 * late) + (0.9 * chance.Bell())), 1, 5),
                Autopay = autopay,
            };
        }

        /// <summary>A count with a mean, by multiplying even numbers (Knuth, The Art of Computer Programming, 3.4.1).</summary>
        private static int Poisson(SplitMix64 chance, double mean)
        {
            var (count, product, limit) = (0, chance.Next(), SteadyMath.Exp(-mean));
            while (product > limit)
            {
                product *= chance.Next();
                count++;
            }

            return count;
        }
    }
}
