namespace Atelier.Preprocessing;

/// <summary>The minimum of a function of one variable without derivatives: Brent 1973, chapter 5, within an interval that is found first.</summary>
internal static class BrentMinimum
{
    private const double Grow = 1.618034;
    private const double Shrink = 0.381966;
    private const double Relative = 1.48e-8;
    private const double Absolute = 1e-11;
    private const int MostSteps = 500;

    /// <summary>Where the function is smallest, to a relative 1.48e-8, the tolerance of scipy's <c>optimize.brent</c>.</summary>
    /// <param name="function">Has one minimum; infinite where it is not defined, never NaN.</param>
    /// <param name="from">Where the search starts.</param>
    /// <param name="to">Where it goes on, in the direction in which the function falls.</param>
    public static double Find(Func<double, double> function, double from, double to)
    {
        var (low, start, high) = Surround(function, from, to);
        Point best = new(start, function(start));
        var (second, third) = (best, best);
        double move = 0, moveBefore = 0;
        for (var step = 0; step < MostSteps; step++)
        {
            var middle = (low + high) / 2;
            var tolerance = (Relative * Math.Abs(best.X)) + Absolute;
            if (Math.Abs(best.X - middle) <= (2 * tolerance) - ((high - low) / 2))
            {
                break;
            }

            if (Math.Abs(moveBefore) > tolerance && Parabola(best, second, third) is var (p, q)
                && Math.Abs(p) < Math.Abs(q * moveBefore / 2) && p > q * (low - best.X) && p < q * (high - best.X))
            {
                (moveBefore, move) = (move, p / q);
                var reached = best.X + move;
                move = reached - low < 2 * tolerance || high - reached < 2 * tolerance ? Math.CopySign(tolerance, middle - best.X) : move;
            }
            else
            {
                moveBefore = (best.X < middle ? high : low) - best.X;
                move = Shrink * moveBefore;
            }

            var x = best.X + (Math.Abs(move) < tolerance ? Math.CopySign(tolerance, move) : move);
            Point trial = new(x, function(x));
            if (trial.Y <= best.Y)
            {
                (low, high) = trial.X >= best.X ? (best.X, high) : (low, best.X);
                (third, second, best) = (second, best, trial);
                continue;
            }

            (low, high) = trial.X < best.X ? (trial.X, high) : (low, trial.X);
            if (trial.Y <= second.Y || second.X == best.X)
            {
                (third, second) = (second, trial);
            }
            else if (trial.Y <= third.Y || third.X == best.X || third.X == second.X)
            {
                third = trial;
            }
        }

        return best.X;
    }

    /// <summary>Goes downhill in growing steps until the function rises.</summary>
    private static (double Low, double Middle, double High) Surround(Func<double, double> function, double from, double to)
    {
        var (behind, here) = (from, to);
        var height = function(here);
        if (function(behind) is var other && other < height)
        {
            (behind, here, height) = (here, behind, other);
        }

        var ahead = here + (Grow * (here - behind));
        for (var step = 0; step < MostSteps && function(ahead) is var next && next < height; step++)
        {
            (behind, here, height) = (here, ahead, next);
            ahead = here + (Grow * (here - behind));
        }

        return behind < ahead ? (behind, here, ahead) : (ahead, here, behind);
    }

    /// <summary>The way from the best point to the lowest of the parabola through three, as a fraction whose denominator is not negative.</summary>
    private static (double Numerator, double Denominator) Parabola(Point best, Point second, Point third)
    {
        var r = (best.X - second.X) * (best.Y - third.Y);
        var q = (best.X - third.X) * (best.Y - second.Y);
        var p = ((best.X - third.X) * q) - ((best.X - second.X) * r);
        q = 2 * (q - r);
        return q > 0 ? (-p, q) : (p, -q);
    }

    private readonly record struct Point(double X, double Y);
}
