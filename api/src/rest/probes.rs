//! Probes, for whoever runs the service.

use std::time::Duration;

use domain::{Code, Error};

use crate::http::{Reply, Representation};
use crate::routes::{Call, Outcome};

/// How long the database may take to answer a probe.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many changes the catalogue may lag behind. A bulk import is applied in batches of this order of size.
const BEHIND_MAX: i64 = 10_000;

/// `GET /livez`: the process can answer.
pub async fn live(call: Call) -> Outcome {
    said(&call, "live")
}

/// `GET /readyz`: the catalogue is built and near the end of the log, the database answers, and nobody has asked this
/// process to stop.
pub async fn ready(call: Call) -> Outcome {
    if call.app.is_stopping() {
        return Err(unavailable("the process is being stopped").into());
    }
    let domain = &call.app.domain;
    let asked = async {
        domain.ping().await?;
        domain.catalogue_health().await
    };
    let health =
        tokio::time::timeout(PATIENCE, asked).await.map_err(|_| unavailable("the database took too long"))??;
    if !health.running {
        return Err(unavailable("the catalogue is not built yet").into());
    }
    if health.behind > BEHIND_MAX {
        return Err(unavailable(&format!("the catalogue is {} changes behind", health.behind)).into());
    }
    said(&call, "ready")
}

fn said(call: &Call, status: &str) -> Outcome {
    let bytes = format!("{{\"status\":\"{status}\"}}").into_bytes();
    Ok(Reply::Content(Representation::json(bytes, call.app.started())))
}

fn unavailable(why: &str) -> Error {
    Error::new(Code::Unavailable, "The service can't answer for the moment.").because(why.to_owned())
}
