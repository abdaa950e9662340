using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.LocalHost.Host;

/// <summary>
/// A port of this machine that is bound before anything is started: the settings can name it, nobody else can take it,
/// and a taken one is told at once.
/// </summary>
internal sealed class ListenAddress : IDisposable
{
    private readonly Dictionary<IPAddress, Socket> sockets = [];

    private ListenAddress(int port) => Port = port;

    public int Port { get; private set; }

    public Uri BaseAddress => new($"http://127.0.0.1:{Port}/");

    public static ListenAddress Free()
    {
        var address = new ListenAddress(0);
        address.Bind(IPAddress.Loopback);
        return address;
    }

    /// <exception cref="LocalHostException">The port is taken.</exception>
    public static ListenAddress Fixed(int port)
    {
        var address = new ListenAddress(port);
        try
        {
            address.Bind(IPAddress.Loopback);
        }
        catch (SocketException e)
        {
            throw new LocalHostException(
                $"Port {port} of this machine is taken (or may not be used). Stop the program that uses it, or choose another: KENCOM_LOCAL_PORT=7072", e);
        }

        try
        {
            // Browsers try ::1 first for "localhost".
            if (Socket.OSSupportsIPv6)
            {
                address.Bind(IPAddress.IPv6Loopback);
            }
        }
        catch (SocketException)
        {
            // Machines without IPv6 loopback still have 127.0.0.1.
        }

        return address;
    }

    public void Use(IWebHostBuilder web) => web
        .ConfigureKestrel(kestrel =>
        {
            // The real host names itself in Server; no caller reads it.
            kestrel.AddServerHeader = false;
            foreach (var ip in sockets.Keys)
            {
                kestrel.Listen(ip, Port);
            }
        })
        .ConfigureServices(services => services.Configure<SocketTransportOptions>(transport =>
            transport.CreateBoundListenSocket = SocketFor));

    /// <summary>The bound socket for Kestrel to listen on.</summary>
    public Socket SocketFor(EndPoint endpoint) => sockets[((IPEndPoint)endpoint).Address];

    public void Dispose()
    {
        foreach (var socket in sockets.Values)
        {
            socket.Dispose();
        }
    }

    private void Bind(IPAddress ip)
    {
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(ip, Port));

            // A port that is only bound can be bound by another on Linux; who connects early waits for Kestrel.
            socket.Listen();
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        sockets.Add(ip, socket);
    }
}
