//! Claims about the simulator, made by the crate whatsapp-business-rs 0.5.0. Every answer and webhook is read by the
//! client's own types: what does not fit them is an error of the client, and so a claim that fails.
//!
//! `claims-of-whatsapp-business-rs SHAKEDOWN` opens a world and runs itself again with the world's address in the
//! variable that the client reads; this second process makes the claims.

mod callback;
mod claim;
mod edges;
mod media;
mod readable;
mod refusals;
mod sends;
mod webhooks;
mod world;

use std::process::ExitCode;

use claim::{Claims, Trouble};
use world::World;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<bool, Trouble> {
    if let Some(world) = World::announced()? {
        return claims(world).await;
    }
    let program = std::env::args()
        .nth(1)
        .ok_or("name the program shakedown")?;
    world::around(&program).await
}

async fn claims(world: World) -> Result<bool, Trouble> {
    let mut claims = Claims::default();
    let world = world.with_callback().await?;
    sends::all(&mut claims, &world).await?;
    edges::all(&mut claims, &world).await?;
    webhooks::all(&mut claims, &world).await;
    Ok(claims.settle())
}
