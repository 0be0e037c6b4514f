//! What two kinds of components usually speak: the default of a new link, and which part of a host is meant.

use super::{Kind, Protocol};

/// The protocols that a component of one kind calls one of another kind with, the usual one first; empty when
/// such a call is unheard of.
#[must_use]
pub fn usual_protocols(from: Kind, to: Kind) -> &'static [Protocol] {
    use Kind as K;
    use Protocol as P;
    const HTTP: &[Protocol] = &[P::Http, P::Https, P::Tcp, P::Tls];
    const PAGES: &[Protocol] = &[P::Fastcgi, P::Uwsgi, P::Http, P::Https, P::Tcp];
    const SQL: &[Protocol] = &[P::Mysql, P::Postgres, P::Tcp];
    match (from, to) {
        (_, K::User) | (K::AppFiles, _) | (K::MonitoringService, K::MonitoringService | K::AppFiles) => &[],
        (K::User | K::Dns, K::Dns) => &[P::Dns],
        (K::Database, K::Database) | (K::SessionStore, K::SessionStore) | (K::Queue, K::Queue) => {
            &[P::Replication]
        }
        (K::Vrrp, K::Vrrp) => &[P::Vrrp],
        (K::MailServer | K::AppServer, K::MailServer) => &[P::Smtp],
        (K::MonitoringClient, K::MonitoringService) => &[P::Https, P::Metrics, P::Logs, P::Http],
        (K::MonitoringService, _) => &[P::Metrics, P::Http, P::Https],
        (K::WebServer | K::AppServer, K::AppFiles) => &[P::File],
        (K::WebServer, K::AppServer | K::Firewall) => PAGES,
        (K::WebServer | K::AppServer, K::Cache) => &[P::Memcached, P::Redis, P::Http],
        (K::WebServer | K::AppServer, K::SessionStore) => &[P::Redis, P::Memcached],
        (K::AppServer, K::Queue) => &[P::Amqp, P::Redis],
        (K::AppServer | K::Proxy | K::LoadBalancer | K::Firewall, K::Database)
        | (K::AppServer, K::Firewall) => SQL,
        (K::AppServer, K::Proxy) => &[P::Mysql, P::Postgres, P::Http, P::Https, P::Tcp],
        (K::User, K::Firewall) => &[P::Https, P::Http],
        (K::Database, K::Firewall) => &[P::Replication],
        (K::User, K::LoadBalancer | K::Proxy | K::Cdn | K::Cache | K::WebServer | K::AppServer)
        | (
            K::LoadBalancer | K::Proxy | K::Cdn | K::Cache | K::Firewall,
            K::LoadBalancer | K::Proxy | K::Cdn | K::Cache | K::WebServer | K::AppServer | K::Firewall,
        )
        | (K::WebServer | K::AppServer, K::LoadBalancer | K::Proxy | K::WebServer | K::AppServer) => HTTP,
        _ => &[],
    }
}
