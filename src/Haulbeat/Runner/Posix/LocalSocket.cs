using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner.Posix;

/// <summary>Sockets with a name in a folder. The kernel takes paths of 107 bytes; the folder is named by its descriptor, so its path may be longer.</summary>
internal static unsafe partial class LocalSocket
{
    private const int Family = 1; // AF_UNIX
    private const int Stream = 1; // SOCK_STREAM
    private const int Level = 1; // SOL_SOCKET
    private const int Peer = 17; // SO_PEERCRED
    private const int Backlog = 16;
    private const uint AllButOwner = 0x7F; // 0177

    /// <summary>Listens, for this user alone. Replaces a socket that an earlier process left.</summary>
    /// <returns>The descriptor, or −1.</returns>
    public static int Listen(string folder, string name)
    {
        _ = unlink($"{folder}/{name}");
        return Open(folder, name, NonBlocking, (descriptor, address) => Bind(descriptor, address) == 0 ? listen(descriptor, Backlog) : -1);
    }

    /// <summary>Connects.</summary>
    /// <returns>The descriptor, or −1.</returns>
    public static int Connect(string folder, string name) =>
        Open(folder, name, NonBlocking, static (descriptor, address) => connect(descriptor, (Address*)address, (uint)sizeof(Address)));

    /// <summary>Accepts the next connection, if its other end is this user's.</summary>
    /// <returns>The descriptor, or −1.</returns>
    public static int Accept(int listener)
    {
        var descriptor = accept4(listener, null, null, CloseOnExec);
        if (descriptor >= 0 && PeerOf(descriptor).User != geteuid())
        {
            Descriptor.Close(ref descriptor);
        }

        return descriptor;
    }

    /// <summary>The process that connected or listens at the other end.</summary>
    public static Credentials PeerOf(int descriptor)
    {
        Credentials peer;
        var length = (uint)sizeof(Credentials);
        return getsockopt(descriptor, Level, Peer, &peer, &length) == 0 ? peer : new() { User = uint.MaxValue };
    }

    private static int Open(string folder, string name, int flags, Func<int, nint, int> begin)
    {
        var place = open(folder, PathOnly | FolderOnly | CloseOnExec, 0);
        if (place < 0)
        {
            return -1;
        }

        var address = AddressOf(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place}/{name}"));
        var descriptor = socket(Family, Stream | CloseOnExec | flags, 0);
        if (descriptor >= 0 && begin(descriptor, (nint)(&address)) != 0)
        {
            Descriptor.Close(ref descriptor);
        }

        Descriptor.Close(ref place);
        return descriptor;
    }

    // The mask counts when the socket is made: a mode set afterwards would let others in for a moment.
    private static int Bind(int descriptor, nint address)
    {
        var before = umask(AllButOwner);
        var result = bind(descriptor, (Address*)address, (uint)sizeof(Address));
        _ = umask(before);
        return result;
    }

    private static Address AddressOf(string path)
    {
        var address = new Address { Family = Family };
        Encoding.ASCII.GetBytes(path, new Span<byte>(address.Path, 107));
        return address;
    }

    /// <summary>struct ucred.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Credentials
    {
        public int Pid;
        public uint User;
        public uint Group;
    }

    /// <summary>struct sockaddr_un.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Address
    {
        public ushort Family;
        public fixed byte Path[108];
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int descriptor, Address* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int descriptor, Address* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(int descriptor, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int descriptor, void* address, uint* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(int descriptor, int level, int option, void* value, uint* length);

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
