namespace Atelier.Serving;

/// <summary>The files with which a server speaks TLS, in PEM as certificate authorities and their tools write them.</summary>
/// <remarks>They are looked at with each new connection, so that a renewed certificate is taken without a stop; where the new ones cannot be read, the old ones go on.</remarks>
/// <param name="CertificateFile">The server's certificate, and behind it those that lead from it to its authority.</param>
/// <param name="KeyFile">Its private key, without a password.</param>
public sealed record ServerCertificate(string CertificateFile, string KeyFile);
