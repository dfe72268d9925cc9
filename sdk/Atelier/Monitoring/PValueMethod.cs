namespace Atelier.Monitoring;

/// <summary>How the p-value of a two-sample Kolmogorov-Smirnov test is found.</summary>
public enum PValueMethod
{
    /// <summary>Exact where the product of the two sizes is at most 1,000,000 (some milliseconds), asymptotic above.</summary>
    Auto,

    /// <summary>By counting every order in which two samples without ties can lie; time grows with the product of the two sizes.</summary>
    Exact,

    /// <summary>By the distribution of one sample of n m / (n + m) values, rounded.</summary>
    Asymptotic,
}
