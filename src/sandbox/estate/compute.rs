//! Instances: their types, states and images.

use super::kind::Kind;
use super::network::NetworkPlace;
use super::place::Place;
use super::values::Dice;

/// An instance type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InstanceType {
    pub(crate) name: &'static str,
    pub(crate) cores: u32,
    pub(crate) threads: u32,
}

const fn intel(name: &'static str, cores: u32) -> InstanceType {
    InstanceType {
        name,
        cores,
        threads: 2,
    }
}

const fn arm(name: &'static str, cores: u32) -> InstanceType {
    InstanceType {
        name,
        cores,
        threads: 1,
    }
}

const INTEL: [InstanceType; 12] = [
    intel("t3.micro", 1),
    intel("t3.medium", 1),
    intel("t3.large", 1),
    intel("m5.large", 1),
    intel("m6i.xlarge", 2),
    intel("m7i.2xlarge", 4),
    intel("c6i.xlarge", 2),
    intel("c7i.4xlarge", 8),
    intel("r6i.2xlarge", 4),
    intel("r7i.4xlarge", 8),
    intel("i4i.2xlarge", 4),
    intel("g5.xlarge", 2),
];
const ARM: [InstanceType; 6] = [
    arm("t4g.small", 2),
    arm("t4g.large", 2),
    arm("m7g.xlarge", 4),
    arm("c7g.2xlarge", 8),
    arm("r7g.large", 2),
    arm("m8g.4xlarge", 16),
];

/// What an instance is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InstanceState {
    Pending,
    Running,
    ShuttingDown,
    Terminated,
    Stopping,
    Stopped,
}

impl InstanceState {
    /// EC2's number and name.
    pub(crate) fn code_and_name(self) -> (u32, &'static str) {
        match self {
            Self::Pending => (0, "pending"),
            Self::Running => (16, "running"),
            Self::ShuttingDown => (32, "shutting-down"),
            Self::Terminated => (48, "terminated"),
            Self::Stopping => (64, "stopping"),
            Self::Stopped => (80, "stopped"),
        }
    }
}

/// What an image runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Linux,
    LinuxArm,
    Windows,
}

impl System {
    pub(crate) fn architecture(self) -> &'static str {
        match self {
            Self::LinuxArm => "arm64",
            Self::Linux | Self::Windows => "x86_64",
        }
    }

    pub(crate) fn details(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::Linux | Self::LinuxArm => "Linux/UNIX",
        }
    }

    pub(crate) fn usage(self) -> &'static str {
        match self {
            Self::Windows => "RunInstances:0002",
            Self::Linux | Self::LinuxArm => "RunInstances",
        }
    }

    pub(crate) fn root_device(self) -> &'static str {
        match self {
            Self::Windows => "/dev/sda1",
            Self::Linux | Self::LinuxArm => "/dev/xvda",
        }
    }
}

/// The main facts of an instance.
#[derive(Clone, Copy)]
pub(crate) struct Instance {
    pub(crate) dice: Dice,
    pub(crate) state: InstanceState,
    pub(crate) image: u32,
    pub(crate) system: System,
    pub(crate) instance_type: InstanceType,
    pub(crate) place_in_net: NetworkPlace,
}

impl Instance {
    /// Whether it has released its resources: AWS still lists it for an hour.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(
            self.state,
            InstanceState::Terminated | InstanceState::ShuttingDown
        )
    }

    /// Whether it earns CPU credits.
    pub(crate) fn is_burstable(&self) -> bool {
        self.instance_type.name.starts_with('t')
    }
}

impl Place<'_> {
    /// The main facts of an instance.
    pub(crate) fn instance(self, ordinal: u32) -> Instance {
        let dice = self.dice(Kind::Instance, ordinal);
        let state = match dice.below(30, 100) {
            0..82 => InstanceState::Running,
            82..94 => InstanceState::Stopped,
            94..97 => InstanceState::Terminated,
            97 => InstanceState::Pending,
            98 => InstanceState::Stopping,
            _ => InstanceState::ShuttingDown,
        };
        let image = self.any(Kind::Image, dice, 31);
        let system = self.image_system(image);
        let instance_type = match system {
            System::LinuxArm => dice.pick(32, &ARM),
            System::Linux | System::Windows => dice.pick(32, &INTEL),
        };
        Instance {
            dice,
            state,
            image,
            system,
            instance_type,
            place_in_net: self.any_subnet(dice, 33),
        }
    }

    /// What an image runs.
    pub(crate) fn image_system(self, image: u32) -> System {
        match self.dice(Kind::Image, image).below(34, 10) {
            0..6 => System::Linux,
            6..9 => System::LinuxArm,
            _ => System::Windows,
        }
    }

    /// The network interface of an instance.
    pub(crate) fn instance_interface(self, instance: u32) -> Option<u32> {
        (instance < self.count(Kind::NetworkInterface)).then_some(instance)
    }

    /// An instance type for something that has no image.
    pub(crate) fn some_instance_type(self, dice: Dice) -> InstanceType {
        dice.pick(35, &INTEL)
    }
}
