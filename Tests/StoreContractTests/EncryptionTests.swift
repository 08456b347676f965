import Foundation
import PostgresRig
import StorePostgres
import Testing

/// A server that is reached over a network: by TLS, known by its certificate.
@Suite("A store on a server far away")
struct EncryptionTests {
    private let rig: PostgresRig
    private let port = 20_000 + Int.random(in: 0..<12_000)

    /// The server takes nobody over the network who does not come by TLS, and its certificate says "localhost".
    init() throws {
        rig = try PostgresRig(
            flushes: true,
            settings: [
                "listen_addresses": "localhost", "port": String(port), "ssl": "on", "ssl_cert_file": "../server.crt",
                "ssl_key_file": "../server.key",
            ]
        ) { folder, account in
            for name in ["server", "stranger"] {
                try PostgresRig.run(
                    account,
                    [
                        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).crt",
                    ])
            }
            let rules = "local all all trust\nhostssl all all all trust\n"
            try rules.write(toFile: folder + "/data/pg_hba.conf", atomically: false, encoding: .utf8)
        }
    }

    private func address(_ options: String, at host: String = "localhost") throws -> PostgresAddress {
        try PostgresAddress(url: "postgresql://tandem@\(host):\(port)/harbour?\(options)")
    }

    private func refusal(_ address: PostgresAddress) -> String {
        do {
            _ = try PostgresStore.open(Marina.module, of: address)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("the right certificate is accepted, and everything goes encrypted")
    func accepted() throws {
        let right = try address("sslmode=verify-full&sslrootcert=\(rig.folder)/server.crt")
        let store = try PostgresStore.open(Marina.module, of: right)
        try store.write { try $0.put(Berth("b1", code: "A1", place: 1)) }
        #expect(try store.read { try $0.integer("SELECT count(*) FROM berth") } == 1)
        let open = try rig.sql(
            """
            SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE ssl AND datname = 'harbour_marina'
            """
        )
        #expect((Int(open) ?? 0) >= 2, "\(open)")
    }

    @Test("another's certificate, another name, and no encryption are refused")
    func refused() throws {
        let stranger = try address("sslmode=verify-full&sslrootcert=\(rig.folder)/stranger.crt")
        #expect(refusal(stranger).contains("certificate verify failed"))
        let name = try address("sslmode=verify-full&sslrootcert=\(rig.folder)/server.crt", at: "127.0.0.1")
        #expect(refusal(name).contains("does not match host name"))
        let missing = try address("sslmode=verify-full&sslrootcert=/nowhere/root.crt")
        #expect(refusal(missing).contains("root certificate file"))
        #expect(refusal(try address("sslmode=disable")).contains("no encryption"))
    }
}
