//! The front door: `GET /health`, and the way to every other function.

platform::open_front_door!(endpoints::operations::front_door::FRONT_DOOR);
