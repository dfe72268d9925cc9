using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>A certificate out of files, read again when they change.</summary>
internal sealed partial class CertificateSource
{
    private readonly ServerCertificate _files;
    private readonly ILogger<CertificateSource> _logger;
    private readonly Lock _gate = new();
    private (FileStamp Certificate, FileStamp Key) _stamps;
    private SslServerAuthenticationOptions _options;

    /// <summary>Reads the files.</summary>
    /// <exception cref="FileNotFoundException">One is not there.</exception>
    /// <exception cref="InvalidDataException">They hold no certificate with its key.</exception>
    public CertificateSource(ServerCertificate files, ILogger<CertificateSource> logger)
    {
        (_files, _logger) = (files, logger);
        _stamps = Stamps();
        _options = Read();
    }

    /// <summary>How a new connection is secured.</summary>
    public SslServerAuthenticationOptions Current()
    {
        lock (_gate)
        {
            try
            {
                var stamps = Stamps();
                if (stamps != _stamps)
                {
                    // Once for each state of the files: they may be written one after the other.
                    _stamps = stamps;
                    _options = Read();
                }
            }
            catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                LogTrouble(error, _files.CertificateFile);
            }

            return _options;
        }
    }

    private (FileStamp Certificate, FileStamp Key) Stamps() =>
        (FileStamp.Of(new FileInfo(_files.CertificateFile)), FileStamp.Of(new FileInfo(_files.KeyFile)));

    private SslServerAuthenticationOptions Read()
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(_files.CertificateFile, _files.KeyFile);
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(_files.CertificateFile);
            return new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true) };
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException(
                $"`{_files.CertificateFile}` and `{_files.KeyFile}` cannot be used: {error.Message} Expected a certificate in PEM, and the private key that belongs to it, without a password.",
                error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate {File} was changed and cannot be used; the one before goes on")]
    private partial void LogTrouble(Exception error, string file);
}
