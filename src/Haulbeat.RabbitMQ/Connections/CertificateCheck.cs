using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>Takes a certificate only if nothing is wrong with it, and remembers what was wrong.</summary>
internal sealed class CertificateCheck(string host)
{
    /// <summary>What was wrong, in words, or null.</summary>
    public string? Problem { get; private set; }

    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Problem = errors switch
        {
            SslPolicyErrors.None => null,
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "the broker showed no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"the broker's certificate ({certificate?.Subject}) is not for the host name '{host}'; connect by a name that it holds",
            _ => $"the broker's certificate ({certificate?.Subject}) is not trusted here: {Status(chain)}; add its authority to the system's trust store, or name it in SSL_CERT_FILE",
        };
        return errors == SslPolicyErrors.None;
    }

    private static string Status(X509Chain? chain) =>
        chain is null ? "no chain" : string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
}
