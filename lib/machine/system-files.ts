// What lies under /etc on every host: the names of services, protocols and users.
//
// Source: Debian 12's /etc/services and /etc/protocols, the entries that programs about sockets ask
// for; services(5), protocols(5), passwd(5).

const SERVICES = `tcpmux 1/tcp
echo 7/tcp
echo 7/udp
discard 9/tcp sink null
discard 9/udp sink null
systat 11/tcp users
daytime 13/tcp
daytime 13/udp
netstat 15/tcp
qotd 17/tcp quote
chargen 19/tcp ttytst source
chargen 19/udp ttytst source
ftp-data 20/tcp
ftp 21/tcp
ssh 22/tcp
telnet 23/tcp
smtp 25/tcp mail
time 37/tcp timserver
time 37/udp timserver
whois 43/tcp nicname
tacacs 49/tcp
domain 53/tcp
domain 53/udp
bootps 67/udp
bootpc 68/udp
tftp 69/udp
gopher 70/tcp
finger 79/tcp
http 80/tcp www
kerberos 88/tcp kerberos5 krb5 kerberos-sec
pop3 110/tcp pop-3
sunrpc 111/tcp portmapper
sunrpc 111/udp portmapper
auth 113/tcp authentication tap ident
nntp 119/tcp readnews untp
ntp 123/udp
netbios-ns 137/udp
imap2 143/tcp imap
snmp 161/tcp
snmp 161/udp
bgp 179/tcp
irc 194/tcp
ldap 389/tcp
https 443/tcp
https 443/udp
microsoft-ds 445/tcp
submission 587/tcp
ipp 631/tcp
ldaps 636/tcp
domain-s 853/tcp
rsync 873/tcp
imaps 993/tcp
pop3s 995/tcp
openvpn 1194/tcp
openvpn 1194/udp
ms-sql-s 1433/tcp
nfs 2049/tcp
mysql 3306/tcp
postgresql 5432/tcp postgres
x11 6000/tcp x11-0
http-alt 8080/tcp webcache
http-alt 8080/udp`;

const PROTOCOLS = `ip 0 IP
icmp 1 ICMP
igmp 2 IGMP
tcp 6 TCP
udp 17 UDP
ipv6 41 IPv6
ipv6-icmp 58 IPv6-ICMP
sctp 132 SCTP
udplite 136 UDPLite`;

const columns = (text: string) => `${text.replace(/ /g, '\t')}\n`;

/** The texts by path, for a host of this name. */
export function systemFiles(host: string): Record<string, string> {
  return {
    '/etc/services': columns(SERVICES),
    '/etc/protocols': columns(PROTOCOLS),
    '/etc/hostname': `${host}\n`,
    '/etc/resolv.conf': '# There is no name server: names are in /etc/hosts.\n',
    '/etc/passwd':
      'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n' +
      'user:x:1000:1000:user:/home/user:/bin/bash\n',
    '/etc/group': 'root:x:0:\nnogroup:x:65534:\nuser:x:1000:\n',
  };
}
